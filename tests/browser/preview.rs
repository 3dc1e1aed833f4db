//! An editor previews a site: `lyceum serve`.
#![expect(
    clippy::disallowed_methods,
    reason = "an editor's files are on the disk"
)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::browser::with_browser;

/// A site in a folder of its own, previewed by the program.
struct Preview {
    root: PathBuf,
    process: Child,
    address: String,
}

impl Preview {
    fn start(name: &str, text: &str) -> Self {
        let folder = format!("{name}-{}", std::process::id());
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        fs::create_dir_all(root.join("content")).unwrap();
        fs::write(root.join("site.toml"), "title = \"小站\"\n").unwrap();
        write_page(&root, text);
        let mut process = Command::new(env!("CARGO_BIN_EXE_lyceum"))
            .args(["serve", "--addr", "127.0.0.1:0", "--lang", "en", "--root"])
            .arg(&root)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let address = lines.find_map(|line| {
            let (_, address) = line.split_once("serving at ")?;
            address.split_whitespace().next().map(str::to_owned)
        });
        // The program must not be stopped by a full pipe.
        thread::spawn(move || lines.for_each(|line| eprintln!("serve: {line}")));
        Self {
            root,
            process,
            address: address.expect("the preview tells its address"),
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        fs::remove_dir_all(&self.root).unwrap();
    }
}

fn write_page(root: &Path, text: &str) {
    let page = format!("---\ntitle: 报名须知\n---\n\n{text}\n");
    fs::write(root.join("content/notice.md"), page).unwrap();
}

#[test]
fn an_open_page_follows_every_save() {
    with_browser(|browser| async move {
        let preview = Preview::start("follows-every-save", "第一稿");
        let text =
            |text: &str| format!("document.querySelector('main')?.textContent.includes('{text}')");
        let overlay = "document.querySelector('dialog')?.textContent";

        browser.open(&format!("{}notice/", preview.address)).await;
        browser.until(&text("第一稿")).await;

        write_page(&preview.root, "第二稿");
        browser.until(&text("第二稿")).await;

        // A fault is shown with its place, over the last good page.
        write_page(&preview.root, "第三稿，见[办法](lost.md)");
        browser
            .until(&format!("{overlay}?.includes('lost.md')"))
            .await;
        let shown = browser.text("dialog").await;
        assert!(shown.contains("content/notice.md:5"), "{shown}");
        assert_eq!(browser.evaluate(&text("第二稿")).await, true);

        write_page(&preview.root, "第四稿");
        browser.until(&text("第四稿")).await;
        browser.until(&format!("!{overlay}")).await;
        preview
    });
}

#[test]
fn a_fault_that_is_taken_back_leaves_the_page_as_it_was() {
    with_browser(|browser| async move {
        let preview = Preview::start("taken-back", "第一稿");
        let overlay = "document.querySelector('dialog') !== null";
        browser.open(&format!("{}notice/", preview.address)).await;
        browser.evaluate("(window.sameDocument = true)").await;
        write_page(&preview.root, "[办法](lost.md)");
        browser.until(overlay).await;
        write_page(&preview.root, "第一稿");
        browser.until(&format!("!({overlay})")).await;
        assert_eq!(browser.evaluate("window.sameDocument === true").await, true);
        preview
    });
}

#[test]
fn a_site_that_never_built_shows_its_faults_and_then_itself() {
    with_browser(|browser| async move {
        let preview = Preview::start("never-built", "[办法](lost.md)");
        browser.open(&format!("{}notice/", preview.address)).await;
        let shown = browser.text("pre").await;
        assert!(shown.contains("lost.md"), "{shown}");
        let complaints = browser.complaints().await;
        assert!(
            complaints.iter().all(|one| one.contains("500")),
            "{complaints:?}"
        );
        write_page(&preview.root, "第一稿");
        browser.until("document.querySelector('main h1')").await;
        preview
    });
}
