//! Unicode normalisation, on the native side only.
//!
//! The tables weigh 62 KB compressed, so the browser uses its own
//! `String.prototype.normalize`, in `lyceum-search.js`, before a query enters
//! the engine. Pages are normalised once, when they are written.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// `text` in NFKC: what is indexed, and what a query is.
pub fn nfkc(text: &str) -> Cow<'_, str> {
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkc().collect())
}

/// `text` as it is stored for results: as written, but for radicals and
/// compatibility ideographs, which look like characters and are not.
///
/// Text copied from a PDF is full of them (⽅ U+2F45 for 方). Full NFKC would
/// also turn Chinese punctuation into ASCII, which readers would see.
pub fn displayable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_lookalike) {
        return Cow::Borrowed(text);
    }
    let unify = |c: char| {
        if is_lookalike(c) {
            c.nfkc().next().unwrap_or(c)
        } else {
            c
        }
    };
    Cow::Owned(text.chars().map(unify).collect())
}

fn is_lookalike(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

#[cfg(test)]
mod tests {
    use super::{displayable, nfkc};

    #[test]
    fn radicals_become_characters() {
        assert_eq!(nfkc("⽅洞镇２１５号"), "方洞镇215号");
        assert_eq!(displayable("⽅洞镇，（２１５）"), "方洞镇，（２１５）");
    }
}
