const FILES: &[(&str, &[u8])] = &[];
