//! Names of files that every system can hold: a site made on one can be checked out, built and read
//! from a disk on another.
//!
//! In: paths as they are written. Out: what is wrong with them. Windows sets the limits: it keeps some
//! names for devices, some letters for itself, cuts dots and spaces from the end, and holds for one
//! what differs only in capitals, as macOS does.

use std::borrow::Cow;

use crate::diag::Message;
use crate::msg;

/// Why a name cannot be used everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It holds what no file's name, or no address, can hold.
    Letter(char),
    /// It ends with a dot or a space.
    End,
    /// It is the name of a device, with an extension or without.
    Device,
}

impl Fault {
    /// What is wrong with the name `part`.
    pub(crate) fn message(self, part: &str) -> Message {
        match self {
            Self::Letter(letter) if letter.is_control() => {
                msg!(en: "the name holds a character that no address can hold", zh: "名字里有网址不能用的字符")
            }
            Self::Letter(letter) => {
                msg!(en: "`{part}` holds `{letter}`, which no file's name can hold on Windows", zh: "`{part}` 里有 `{letter}`，Windows 的文件名不能用这个符号")
            }
            Self::End => {
                msg!(en: "`{part}` ends with a dot or a space, which Windows cuts off", zh: "`{part}` 以点或空格结尾，Windows 会把它去掉")
            }
            Self::Device => {
                msg!(en: "`{part}` is a name that Windows keeps for a device", zh: "`{part}` 是 Windows 留给设备的名字，不能用")
            }
        }
    }
}

/// What is wrong with one part of a path.
pub(crate) fn fault(part: &str) -> Option<Fault> {
    let bad = |letter: &char| letter.is_control() || r#"<>:"|?*\"#.contains(*letter);
    if let Some(letter) = part.chars().find(bad) {
        return Some(Fault::Letter(letter));
    }
    if part.ends_with(['.', ' ']) {
        return Some(Fault::End);
    }
    is_device(part).then_some(Fault::Device)
}

/// The first part of a path that cannot be used, and why.
pub(crate) fn fault_in(path: &str) -> Option<(&str, Fault)> {
    path.split('/').find_map(|part| Some((part, fault(part)?)))
}

/// Whether Windows keeps a name for a device: `aux`, and `aux.md` too.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let stem = stem.trim_end().to_ascii_uppercase();
    let numbered = |port: &str| {
        let number = stem.strip_prefix(port)?;
        let mut letters = number.chars();
        let one = letters.next()?;
        (letters.next().is_none() && (one.is_ascii_digit() || "¹²³".contains(one))).then_some(())
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str())
        || ["COM", "LPT"].into_iter().find_map(numbered).is_some()
}

/// A path as a system reads it that holds capitals and small letters for one.
pub(crate) fn folded(path: &str) -> Cow<'_, str> {
    let is_folded = |letter: char| letter.to_lowercase().eq([letter]);
    if path.chars().all(is_folded) {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(path.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_sets_the_limits() {
        for good in [
            "通知.md",
            "aux-1.md",
            "console",
            "com10",
            "a.aux",
            "nulla.md",
            "a b",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for device in [
            "aux",
            "AUX.md",
            "Con.tar.gz",
            "nul ",
            "com1",
            "LPT9.png",
            "com¹.md",
        ] {
            assert!(is_device(device), "{device}");
        }
        assert_eq!(
            fault_in("a/为什么?/b"),
            Some(("为什么?", Fault::Letter('?')))
        );
        assert_eq!(fault("通知."), Some(Fault::End));
        assert_eq!(fault("通知 "), Some(Fault::End));
        assert_eq!(fault("c:x"), Some(Fault::Letter(':')));
    }

    #[test]
    fn capitals_are_folded_and_chinese_is_not_touched() {
        assert_eq!(folded("Cook/É.md"), "cook/é.md");
        assert!(matches!(folded("课程/通知.md"), Cow::Borrowed(_)));
    }
}
