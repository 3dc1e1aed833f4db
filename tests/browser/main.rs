//! The site in a real browser: headless Chromium, driven by `WebDriver`.
//!
//! `search`, `suggestions`, `answers`, `recent` and `directory` play a resident on a phone, from the
//! published files alone and under the strictest policy; `record`, `codes` and `quiz` a learner; `parity` compares the browser's answers with
//! stock tantivy's; `offline` plays one whom a friend gave the copy on a USB stick, `app` one whose network is gone; `calendar`, `paper` and `sharing` are about events: when they are, how they are printed and
//! sent on; `metadata` is about what machines read; `preview` plays an editor with `lyceum serve`;
//! `pictures` waits for photos on a slow network; `forms` plays one who writes in the browser, in Decap CMS and Sveltia CMS as they are published;
//! `hostile` plays one who means harm, and writes markup wherever text can be written;
//! `themes` looks at a theme that is not the default; `accessibility` plays readers who see, hear or move with difficulty. Each
//! test has its own browser, and fails if that browser complains of anything: script errors, blocked content,
//! missing files.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail as tests do, and speak where tests do"
)]

mod accessibility;
mod answers;
mod app;
mod browser;
mod calendar;
mod codes;
#[path = "../common/preview.rs"]
mod common_preview;
mod directory;
mod driver;
#[path = "../common/example.rs"]
mod example;
mod forms;
mod host;
mod hostile;
mod metadata;
mod offline;
mod paper;
mod parity;
#[path = "../common/photo.rs"]
mod photo;
mod pictures;
mod preview;
mod quiz;
mod recent;
mod record;
mod search;
mod sharing;
mod site;
mod suggestions;
mod themes;
