//! Numbers of documents, as people cite them.
//!
//! The index takes brackets for separators and numbers without leading zeros, so
//! 〔2016〕215号, `[2016]0215号` and 2016215号 are found alike; what is left to mend is
//! what people add in speech.

/// 215号文 and 215号文件 without what the document does not bear.
pub(super) fn mended(text: &str) -> &str {
    for ending in ["文件", "文"] {
        if let Some(number) = text.strip_suffix(ending)
            && let Some(digits) = number.strip_suffix('号')
            && digits.ends_with(|c: char| c.is_ascii_digit())
        {
            return number;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn table() {
        for (cited, number) in [
            ("215号文", "215号"),
            ("泸县府办发〔2016〕215号文件", "泸县府办发〔2016〕215号"),
            ("215号", "215号"),
            ("信号文件", "信号文件"),
        ] {
            assert_eq!(mended(cited), number);
        }
    }
}
