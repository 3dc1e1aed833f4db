//! `lyceum serve`: the preview server.

use std::io::Write;

use super::build::check_root;
use super::console::Console;
use super::{Outcome, ServeArgs};
use crate::diag::Lang;
use crate::msg;
use crate::serve::{ServeEvent, ServeOptions, serve};

pub(super) fn run(args: &ServeArgs, console: &Console) -> Outcome {
    if let Err(outcome) = check_root(&args.root, console) {
        return outcome;
    }
    let lang = console.lang;
    let open = args.open;
    let options = ServeOptions {
        root: args.root.clone(),
        addr: args.addr,
        drafts: args.drafts,
        now: args.now,
        lang,
    };
    match serve(options, move |event| tell(&event, lang, open)) {
        Ok(()) => Outcome::Done,
        Err(error) => console.fail_with(error),
    }
}

fn tell(event: &ServeEvent, lang: Lang, open: bool) {
    let message = match event {
        ServeEvent::Listening(address) => {
            if open {
                open_browser(address);
            }
            msg!(
                en: "serving at {address} (stop with Ctrl-C)",
                zh: "网站在 {address}（按 Ctrl-C 停止）",
            )
        }
        ServeEvent::Built(seconds) => {
            msg!(en: "built in {seconds:.2} s", zh: "生成完毕，用时 {seconds:.2} 秒")
        }
        ServeEvent::Faults(text) => {
            msg!(en: "{text}", zh: "{text}")
        }
    };
    writeln!(std::io::stderr(), "{}", message.text(lang).trim_end()).unwrap_or_default();
}

/// Asks the system for its browser; without one, the address on the terminal has to do.
fn open_browser(address: &str) {
    let command = if cfg!(target_os = "macos") {
        std::process::Command::new("open").arg(address).spawn()
    } else if cfg!(windows) {
        std::process::Command::new("cmd")
            .args(["/C", "start", "", address])
            .spawn()
    } else {
        std::process::Command::new("xdg-open").arg(address).spawn()
    };
    if let Err(error) = command {
        writeln!(std::io::stderr(), "--open: {error}").unwrap_or_default();
    }
}
