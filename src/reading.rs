//! Files into the build's sources, and what is told of those that cannot be read or listed.
//!
//! For every stage that reads: settings, vocabularies, pages, themes. What a text means is theirs.

use std::io;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::source::{FileId, SourceDb, Span};
use crate::world::{FileText, LARGEST_TEXT, ListFault, ListFaultReason};

/// Adds a text to the sources; `None`, with a diagnostic, when it is no UTF-8.
pub(crate) fn add_text(
    path: String,
    text: impl Into<FileText>,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Option<FileId> {
    let FileText { text, fault } = text.into();
    let file = sources.add(path, text);
    let Some(at) = fault else { return Some(file) };
    diags.push(
        Diagnostic::error(
            Code::InvalidUtf8,
            Span::new(file, at..at),
            msg!(en: "the file is no UTF-8 text", zh: "文件不是 UTF-8 编码"),
        )
        .help(msg!(
            en: "save it again with the encoding UTF-8",
            zh: "用记事本打开，另存为时编码选 UTF-8",
        )),
    );
    None
}

/// A file that cannot be read.
pub(crate) fn unreadable(file: FileId, error: &io::Error) -> Diagnostic {
    if error.kind() == io::ErrorKind::FileTooLarge {
        let most = LARGEST_TEXT / 1_000_000;
        return Diagnostic::error(
            Code::TooLarge,
            Span::file(file),
            msg!(en: "the text is larger than {most} MB", zh: "文字文件超过 {most} MB"),
        )
        .help(msg!(en: "make several files of it", zh: "把它分成几个文件"));
    }
    Diagnostic::error(
        Code::UnreadableFile,
        Span::file(file),
        msg!(en: "the file cannot be read: {error}", zh: "文件读不出来：{error}"),
    )
    .help(msg!(en: "check the permissions of the file", zh: "检查文件的读取权限"))
}

/// A file or folder that could not be listed.
pub(crate) fn unlisted(fault: &ListFault, sources: &mut SourceDb, diags: &mut Diagnostics) {
    let file = sources.add(fault.path.clone(), "");
    let span = Span::file(file);
    diags.push(match &fault.reason {
        ListFaultReason::Loop => Diagnostic::error(
            Code::SymlinkLoop,
            span,
            msg!(en: "the symbolic link leads back to a folder above it", zh: "这个符号链接绕回了上级文件夹"),
        )
        .help(msg!(en: "delete the link", zh: "删去这个链接")),
        ListFaultReason::Outside => Diagnostic::error(
            Code::OutsideLink,
            span,
            msg!(en: "the symbolic link leads out of the site's folder", zh: "这个符号链接指到网站文件夹外面去了"),
        )
        .help(msg!(
            en: "put a copy in its place: what lies outside the site is never published",
            zh: "换成一份副本：网站文件夹以外的东西一概不发布",
        )),
        ListFaultReason::Name => Diagnostic::error(
            Code::BadFileName,
            span,
            msg!(en: "the file's name is no UTF-8", zh: "文件名不是 UTF-8 编码"),
        )
        .help(msg!(en: "rename the file", zh: "给文件改名")),
        ListFaultReason::Io(error) => unreadable(file, error),
    });
}
