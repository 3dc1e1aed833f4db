//! QR codes that the site makes, read by a decoder that knows nothing of how they were made.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::browser::with_browser;
use crate::site::open;

/// What a scanner reads in the dark modules of a code, `M4 4h1v1h-1z…`.
pub(crate) fn scanned(path: &str, size: usize) -> String {
    const SCALE: usize = 3;
    let dark: BTreeSet<(usize, usize)> = path
        .split('M')
        .filter_map(|module| {
            let (x, y) = module.strip_suffix("h1v1h-1z")?.split_once(' ')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        })
        .collect();
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(size * SCALE, size * SCALE, |x, y| {
            if dark.contains(&(x / SCALE, y / SCALE)) {
                0
            } else {
                255
            }
        });
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn codes_of_every_size_can_be_read() {
    with_browser(|browser| async move {
        open(&browser, "/record/").await;
        let script = "
            const { href } = document.querySelector('link[href$=\"qr.js\"]');
            import(href).then(({ qrCode }) => done(input.map((length) => {
                const rows = qrCode('学'.repeat(length % 7) + 'x'.repeat(length));
                const path = rows.flatMap((row, y) => row.flatMap((dark, x) => dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])).join('');
                return [path, rows.length + 8];
            })));
        ";
        let lengths: Vec<usize> = (1..1250).step_by(31).collect();
        let codes = browser.run(script, json!(lengths)).await;
        let mut sizes = BTreeSet::new();
        for (length, code) in lengths.iter().zip(codes.as_array().unwrap()) {
            let size = usize::try_from(code[1].as_u64().unwrap()).unwrap();
            sizes.insert(size);
            let text = scanned(code[0].as_str().unwrap(), size);
            assert_eq!(text, "学".repeat(length % 7) + &"x".repeat(*length));
        }
        // Versions 1 to 25, but for a few that the lengths skip.
        assert!(sizes.len() > 20, "{sizes:?}");
        let long = "import(document.querySelector('link[href$=\"qr.js\"]').href).then(({ qrCode }) => done(qrCode('x'.repeat(1274))));";
        assert_eq!(browser.run(long, Value::Null).await, Value::Null);
    });
}
