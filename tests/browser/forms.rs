//! Forms made from the content model, in the programs that they are made for.
#![expect(
    clippy::disallowed_methods,
    reason = "an editor's files are on the disk"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::browser::{Browser, ENTER, with_browser};
use crate::host::{Files, serve_under};
use crate::site::package_of_npm;

/// What the programs need beyond what a site does: styles of their own, evaluated templates, pictures
/// made in the page.
const POLICY: &str = "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:";

/// A copy of the example site whose forms save nowhere.
fn example(name: &str) -> PathBuf {
    let folder = format!("{name}-{}", std::process::id());
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content", "data", "static"] {
        copy(&own.join(part), &root.join(part));
    }
    let settings = fs::read_to_string(own.join("site.toml")).unwrap();
    let cms = "\n[cms]\nbackend = \"test-repo\"\n";
    fs::write(root.join("site.toml"), settings + cms).unwrap();
    let run = lyceum(&root, &["schema"]);
    assert!(run.0, "{}", run.1);
    root
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Whether the program succeeds, and what it says.
fn lyceum(root: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_lyceum"))
        .args(["--lang", "en"])
        .args(arguments)
        .arg("--root")
        .arg(root)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.success(), told)
}

/// The folder `admin/` of the site, with a program beside it.
fn admin(root: &Path, package: &str, script: &str) -> Files {
    let folder = package_of_npm(package).join("dist");
    let mut files = Files::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let name = path.file_name().unwrap().to_str().unwrap();
            files.insert(format!("admin/{name}"), fs::read(&path).unwrap());
        }
    }
    for name in ["config.yml", "index.html"] {
        let text = fs::read_to_string(root.join("static/admin").join(name)).unwrap();
        let text = text.replace("decap-cms.js", script);
        files.insert(format!("admin/{name}"), text.into_bytes());
    }
    files
}

async fn click(browser: &Browser, script: &str) {
    browser.until(script).await;
    browser
        .run(
            &format!(
                "{script}.dispatchEvent(new MouseEvent('click', {{ bubbles: true }})); done();"
            ),
            Value::Null,
        )
        .await;
}

#[test]
fn a_page_written_in_a_form_builds() {
    with_browser(async |browser| {
        let root = example("decap");
        let files = admin(&root, "decap-cms@3.16.3", "decap-cms.js");
        let origin = serve_under(files, "/", POLICY).await;
        // The program's own repository for trying things out, with one page of the site in it.
        let college =
            fs::read_to_string(root.join("content/org/xian-shequ-jiaoyu-xueyuan.md")).unwrap();
        browser
            .prepare(&format!(
                "window.repoFiles = {{ 'content/org': {{ 'xian-shequ-jiaoyu-xueyuan.md': {{ content: {} }} }} }};",
                Value::from(college)
            ))
            .await;
        browser.open(&format!("{origin}/admin/")).await;
        click(&browser, "document.querySelector('button')").await;
        // Every type is offered, by its Chinese name.
        browser
            .until("document.body.innerText.includes('系列活动')")
            .await;
        for label in [
            "文章",
            "政策通知",
            "一镇一品",
            "非遗课程",
            "文物点",
            "课程",
            "人物",
        ] {
            let offered = format!("document.body.innerText.includes('{label}')");
            assert_eq!(
                browser.evaluate(&offered).await,
                Value::Bool(true),
                "{label}"
            );
        }

        browser
            .open(&format!("{origin}/admin/#/collections/course/new"))
            .await;
        browser.element("[id^='title-field-']").await;
        let typed = [
            ("title", "在手机上挂号", false),
            ("owner", "县社区教育学院", true),
            ("topic", "科普", true),
            ("audience", "老年人", true),
            ("mode", "线下", true),
            ("duration_min", "90", false),
            ("fee", "0", false),
        ];
        for (key, text, chosen) in typed {
            let field = browser.element(&format!("[id^='{key}-field-']")).await;
            field.send_keys(text).await.unwrap();
            if chosen {
                browser
                    .until(&format!(
                        "[...document.querySelectorAll('[id*=-option-]')].some((one) => one.innerText.includes('{text}'))"
                    ))
                    .await;
                browser.press(ENTER).await;
            }
        }
        let button = "[...document.querySelectorAll('[role=button]')].find((one) => one.innerText === '发布')";
        click(&browser, button).await;
        click(&browser, "document.querySelector('[role=menuitem]')").await;
        browser.until("window.repoFiles.content?.course").await;
        let written = browser.evaluate("window.repoFiles.content.course").await;
        let (name, page) = written.as_object().unwrap().iter().next().unwrap();
        assert_eq!(name, "在手机上挂号.md");
        let page = page["content"].as_str().unwrap();
        fs::write(root.join("content/course").join(name), page).unwrap();
        let (good, told) = lyceum(&root, &["check"]);
        assert!(good && told.contains("no faults found"), "{told}\n{page}");
        fs::remove_dir_all(root).unwrap();
    });
}

#[test]
fn another_program_reads_the_same_forms() {
    with_browser(async |browser| {
        let root = example("sveltia");
        let files = admin(&root, "@sveltia-cms@0.221.1", "sveltia-cms.js");
        fs::remove_dir_all(root).unwrap();
        let origin = serve_under(files, "/", POLICY).await;
        browser.open(&format!("{origin}/admin/")).await;
        let enter = "[...document.querySelectorAll('button')].find((one) => one.innerText.includes('Test'))";
        click(&browser, enter).await;
        browser
            .until("document.body.innerText.includes('系列活动')")
            .await;
        // It looks for its fonts and its news elsewhere, which the policy does not let it; of the forms
        // it must not complain, but for a setting that it does not have.
        for complaint in browser.complaints().await {
            let of_forms = complaint.contains("option") || complaint.contains("config");
            let known = complaint.contains("locale");
            assert!(!of_forms || known, "{complaint}");
        }
    });
}
