//! `lyceum serve`: the preview server.

use std::io::Write;

use fast_qr::QRBuilder;

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
    let draws = console.draws();
    let options = ServeOptions {
        root: args.root.clone(),
        addr: args.addr,
        lan: args.lan,
        drafts: args.drafts,
        now: args.now,
        lang,
    };
    match serve(options, move |event| tell(&event, lang, open, draws)) {
        Ok(()) => Outcome::Done,
        Err(error) => console.fail_with(error),
    }
}

fn tell(event: &ServeEvent, lang: Lang, open: bool, draws: bool) {
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
        ServeEvent::Lan(Some(address)) => {
            let code = if draws { code(address) } else { String::new() };
            msg!(
                en: "{code}for telephones in this network: {address}",
                zh: "{code}同一网络里的手机打开 {address}",
            )
        }
        ServeEvent::Lan(None) => msg!(
            en: "this computer is in no network: only it can look",
            zh: "这台电脑没有连上网络，只有它自己能看",
        ),
        ServeEvent::Built(seconds) => {
            msg!(en: "built in {seconds:.2} s", zh: "生成完毕，用时 {seconds:.2} 秒")
        }
        ServeEvent::Faults(text) => {
            msg!(en: "{text}", zh: "{text}")
        }
    };
    writeln!(std::io::stderr(), "{}", message.text(lang).trim_end()).unwrap_or_default();
}

/// The code of an address for the camera of a telephone, two rows of modules a line, black on white whatever the
/// terminal's colours are; empty if there is none.
fn code(address: &str) -> String {
    const QUIET: usize = 2;
    let Ok(code) = QRBuilder::new(address).build() else {
        return String::new();
    };
    let size = code.size + 2 * QUIET;
    let is_dark = |x: usize, y: usize| {
        let inside = QUIET..QUIET + code.size;
        inside.contains(&x) && inside.contains(&y) && code[y - QUIET][x - QUIET].value()
    };
    let mut text = String::new();
    for y in (0..size).step_by(2) {
        text.push_str("\x1b[30;107m");
        text.extend((0..size).map(|x| match (is_dark(x, y), is_dark(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }));
        text.push_str("\x1b[0m\n");
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_reads_the_code_on_the_terminal() {
        let address = "http://192.168.31.205:1111/";
        let text = code(address);
        let rows: Vec<Vec<char>> = text
            .lines()
            .map(|line| {
                let line = line.strip_prefix("\x1b[30;107m").unwrap();
                line.strip_suffix("\x1b[0m").unwrap().chars().collect()
            })
            .collect();
        // Cameras want more white around it than a terminal has, which has more of its own.
        let (module, edge) = (4, 4);
        let side = (rows[0].len() + 2 * edge) * module;
        let is_dark = |x: usize, y: usize| {
            let place = |at: usize| (at / module).checked_sub(edge);
            let (Some(x), Some(y)) = (place(x), place(y)) else {
                return false;
            };
            let half = rows.get(y / 2).and_then(|row| row.get(x));
            half.is_some_and(|half| *half == '█' || *half == ['▀', '▄'][y % 2])
        };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if is_dark(x, y) { 0 } else { 255 }
        });
        let codes = picture.detect_grids();
        assert_eq!(codes[0].decode().unwrap().1, address);
    }
}
