//! `lyceum deploy` and `lyceum diff`: the same site in a folder, over rsync, in a bucket, behind nginx.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; hosts and folders are real ones"
)]

#[path = "common/command.rs"]
mod command;
#[path = "deploy/host.rs"]
mod host;
#[path = "common/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::path::Path;

use command::{Run, lyceum};
use host::{Daemon, Nginx, Storage};
use site::{Folder, files};

const STYLE: &str = "themes/lyceum/assets/edition.css";

/// A site of a few pages, built.
fn built() -> Folder {
    let folder = Folder::new();
    folder.write(
        "site.toml",
        "title = \"泸县社区教育\"\nbase_url = \"https://learn.example.org/\"\n",
    );
    for page in ["蒸鱼", "腌菜", "剪纸"] {
        folder.write(
            &format!("content/cook/{page}.md"),
            format!("# {page}\n\n洗净，切片。\n"),
        );
    }
    folder.write("static/附件/报名 表.txt", "姓名");
    folder.write(STYLE, "/* 1 */");
    build(&folder);
    folder
}

/// Another edition: one page is new, one is gone, one and the style are others.
fn edit(folder: &Folder) {
    folder.write("content/cook/泡菜.md", "# 泡菜\n\n坛子洗净。\n");
    std::fs::remove_file(folder.path().join("content/cook/剪纸.md")).unwrap();
    folder.write("content/cook/蒸鱼.md", "# 蒸鱼\n\n洗净，加姜。\n");
    folder.write(STYLE, "/* 2 */");
    build(folder);
}

fn build(folder: &Folder) {
    let run = lyceum(
        folder.path(),
        &["build", "--now", "2026-11-20", "--keep-days", "0"],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

fn ok(run: &Run) -> &str {
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    &run.stderr
}

/// The files below a folder, without our own lists.
fn published(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    if !folder.exists() {
        return BTreeMap::new();
    }
    files(folder)
        .into_iter()
        .filter(|(path, _)| !path.starts_with(".lyceum-"))
        .map(|(path, (bytes, _))| (path, bytes))
        .collect()
}

/// What every kind of target must do.
///
/// `deploy` runs the command with further arguments, `there` reads what the target holds.
fn assert_deploys(
    folder: &Folder,
    deploy: &dyn Fn(&[&str]) -> Run,
    there: &dyn Fn() -> BTreeMap<String, Vec<u8>>,
) {
    let out = folder.path().join("public");
    let count = published(&out).len();

    // A dry run tells everything and does nothing.
    let run = deploy(&["--dry-run"]);
    ok(&run);
    assert_eq!(run.stdout.lines().count(), count, "{}", run.stdout);
    assert!(there().is_empty());

    let run = deploy(&[]);
    assert!(
        ok(&run).contains(&format!("{count} files sent, 0 removed")),
        "{}",
        run.stderr
    );
    assert_eq!(there(), published(&out));
    assert!(ok(&deploy(&[])).contains("0 files sent, 0 removed"));

    // What changed, pages after what they name, the home page at the end.
    edit(folder);
    let run = deploy(&["--dry-run"]);
    ok(&run);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let place = |part: &str| {
        let found = lines.iter().position(|line| line.contains(part));
        found.unwrap_or_else(|| panic!("no {part} in {}", run.stdout))
    };
    assert!(
        place("send\tassets/edition.") < place("send\tcook/"),
        "{}",
        run.stdout
    );
    assert!(
        place("send\tcook/") < place("send\tsearch/index.json"),
        "{}",
        run.stdout
    );
    place("remove\tcook/剪纸/index.html");
    assert!(!run.stdout.contains("报名 表.txt"), "{}", run.stdout);

    // The style and search files of the former edition stay for pages still open; the page goes.
    ok(&deploy(&[]));
    let mut now = there();
    let new = published(&out);
    let stayed: Vec<String> = now
        .keys()
        .filter(|path| !new.contains_key(*path))
        .cloned()
        .collect();
    assert!(
        stayed
            .iter()
            .any(|path| path.starts_with("assets/edition.")),
        "{stayed:?}"
    );
    assert!(
        stayed
            .iter()
            .all(|path| path.starts_with("assets/") || path.starts_with("search/")),
        "{stayed:?}"
    );
    now.retain(|path, _| new.contains_key(path));
    assert_eq!(now, new);

    // They go when told.
    ok(&deploy(&["--keep-days", "0"]));
    assert_eq!(there(), new);
}

#[test]
fn a_site_goes_into_a_folder() {
    let (folder, server) = (built(), Folder::new());
    let target = server.path().join("srv/learn");
    let deploy = |more: &[&str]| {
        let mut arguments = vec!["deploy", target.to_str().unwrap()];
        arguments.extend(more);
        lyceum(folder.path(), &arguments)
    };
    assert_deploys(&folder, &deploy, &|| published(&target));
}

#[test]
fn a_folder_that_no_build_wrote_and_the_site_itself_are_refused() {
    let (folder, server) = (built(), Folder::new());
    server.write("论文.doc", "多年心血");
    for target in [
        server.path().to_str().unwrap(),
        "public",
        "public/below",
        ".",
    ] {
        let run = lyceum(folder.path(), &["deploy", target, "--lang", "zh"]);
        assert_eq!(run.code, Some(2), "{target}: {}", run.stderr);
    }
    assert_eq!(published(server.path()).len(), 1);
}

#[test]
fn only_a_site_that_is_whole_is_deployed() {
    let (folder, server) = (built(), Folder::new());
    let target = server.path().join("www");
    let page = folder.path().join("public/cook/蒸鱼/index.html");
    std::fs::write(&page, "改坏了").unwrap();
    let run = lyceum(folder.path(), &["deploy", target.to_str().unwrap()]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .contains("`cook/蒸鱼/index.html` is not as it was built"),
        "{}",
        run.stderr
    );

    // A manifest that lost a line must not cost the target a page.
    build(&folder);
    let manifest = folder.path().join("public/.lyceum-manifest");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("蒸鱼")).collect();
    std::fs::write(&manifest, lines.join("\n")).unwrap();
    let run = lyceum(folder.path(), &["deploy", target.to_str().unwrap()]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("lyceum build"), "{}", run.stderr);
    assert!(!target.exists());
}

#[test]
fn a_site_goes_over_rsync() {
    let folder = built();
    let daemon = Daemon::start();
    let target = daemon.address();
    let deploy = |more: &[&str]| {
        let mut arguments = vec!["deploy", target.as_str()];
        arguments.extend(more);
        lyceum(folder.path(), &arguments)
    };
    assert_deploys(&folder, &deploy, &|| published(&daemon.folder()));
    // Nothing of the work is left on either side, no empty folder either.
    assert!(!folder.path().join(".lyceum/deploy").exists());
    assert!(!daemon.folder().join("cook/剪纸").exists());

    // What somebody changed by hand is not removed, nor what was never of the site.
    daemon.write("cook/腌菜/index.html", "改过");
    daemon.write("notes.txt", "别动");
    std::fs::remove_file(folder.path().join("content/cook/腌菜.md")).unwrap();
    build(&folder);
    let run = deploy(&[]);
    assert!(
        ok(&run).contains("`cook/腌菜/index.html` is no more of the site"),
        "{}",
        run.stderr
    );
    let there = published(&daemon.folder());
    assert!(there.contains_key("cook/腌菜/index.html") && there.contains_key("notes.txt"));
}

#[test]
fn a_site_goes_into_a_bucket() {
    let folder = built();
    let storage = Storage::start();
    let deploy = |more: &[&str]| storage.deploy(folder.path(), "s3://learn/portal", more);
    let there = || {
        let objects = storage.objects("portal/");
        let objects = objects.into_iter();
        objects
            .filter(|(path, _)| !path.starts_with(".lyceum-"))
            .collect()
    };
    assert_deploys(&folder, &deploy, &there);

    let kinds = [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("sw.js", "text/javascript; charset=utf-8", "no-cache"),
        (
            "search/index.json",
            "application/json; charset=utf-8",
            "no-cache",
        ),
    ];
    for (path, kind, caching) in kinds {
        let head = storage.head(&format!("portal/{path}"));
        assert_eq!(head("content-type"), kind, "{path}");
        assert_eq!(head("cache-control"), caching, "{path}");
    }
    let style = there()
        .into_keys()
        .find(|path| path.starts_with("assets/edition."))
        .unwrap();
    let head = storage.head(&format!("portal/{style}"));
    assert_eq!(head("cache-control"), "public, max-age=31536000, immutable");

    // An object that somebody lost is sent again; one that somebody replaced is not removed.
    storage.delete("portal/cook/蒸鱼/index.html");
    assert!(ok(&deploy(&[])).contains("1 files sent, 0 removed"));
    storage.put("portal/cook/腌菜/index.html", "改过");
    std::fs::remove_file(folder.path().join("content/cook/腌菜.md")).unwrap();
    build(&folder);
    assert!(ok(&deploy(&[])).contains("`cook/腌菜/index.html` is no more of the site"));
    assert!(there().contains_key("cook/腌菜/index.html"));
}

#[test]
fn a_deploy_that_was_killed_goes_on_where_it_was() {
    let folder = built();
    let storage = Storage::start();
    let count = published(&folder.path().join("public")).len();
    let mut child = storage
        .command(folder.path(), "s3://learn", &[])
        .spawn()
        .unwrap();
    while storage.count() < count / 3 {
        assert!(child.try_wait().unwrap().is_none(), "it was done too soon");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let run = storage.deploy(folder.path(), "s3://learn", &[]);
    let (_, rest) = ok(&run).rsplit_once(": ").unwrap();
    let sent: usize = rest.split_once(' ').unwrap().0.parse().unwrap();
    assert!(
        sent > 0 && sent < count,
        "{sent} of {count} sent: {}",
        run.stderr
    );
    let objects = storage.objects("");
    for (path, bytes) in published(&folder.path().join("public")) {
        assert!(objects.get(&path) == Some(&bytes), "{path}");
    }
}

#[test]
fn a_bucket_of_others_is_refused_and_so_are_wrong_keys() {
    let folder = built();
    let storage = Storage::start();
    storage.put("论文.doc", "多年心血");
    let run = storage.deploy(folder.path(), "s3://learn", &[]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("s3://learn/"), "{}", run.stderr);

    let mut wrong = storage.command(folder.path(), "s3://learn/portal", &[]);
    let run = command::finished(&wrong.env("AWS_ACCESS_KEY_ID", "WRONG").output().unwrap());
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("InvalidAccessKeyId"), "{}", run.stderr);

    let run = lyceum(folder.path(), &["deploy", "s3://learn", "--lang", "zh"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("AWS_ACCESS_KEY_ID"), "{}", run.stderr);
}

#[test]
fn two_sites_are_told_apart() {
    let folder = built();
    let out = folder.path().join("public");
    let before = Folder::new();
    for (path, (bytes, _)) in files(&out) {
        before.write(&path, bytes);
    }
    let old = before.path().to_str().unwrap();
    let run = lyceum(folder.path(), &["diff", old, "public"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));

    edit(&folder);
    let run = lyceum(folder.path(), &["diff", old, "public"]);
    assert_eq!(run.code, Some(1));
    for line in [
        "added\tcook/泡菜/index.html",
        "changed\tcook/蒸鱼/index.html",
        "removed\tcook/剪纸/index.html",
        "changed\tsearch/index.json",
    ] {
        assert!(
            run.stdout.lines().any(|told| told == line),
            "{line}: {}",
            run.stdout
        );
    }
    // Manifests tell the same.
    let list = format!("{old}/.lyceum-manifest");
    let lists = lyceum(folder.path(), &["diff", &list, "public/.lyceum-manifest"]);
    assert_eq!(lists.stdout, run.stdout);
    let json = lyceum(folder.path(), &["diff", "--json", old, "public"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["pages"]["removed"][0], "cook/剪纸/index.html");

    // Of a folder the bytes count.
    std::fs::write(out.join("404.html"), "改过").unwrap();
    let run = lyceum(
        folder.path(),
        &["diff", "public/.lyceum-manifest", "public"],
    );
    assert_eq!(run.stdout, "changed\t404.html\n");
    assert_eq!(
        lyceum(folder.path(), &["diff", "nowhere", "public"]).code,
        Some(2)
    );
}

#[test]
fn nginx_serves_the_site_as_it_is_told_to() {
    let folder = built();
    for base in ["/", "/portal/"] {
        let address = format!("https://learn.example.org{base}");
        folder.write(
            "site.toml",
            format!("title = \"泸县\"\nbase_url = \"{address}\"\n"),
        );
        build(&folder);
        let out = folder.path().join("public");
        let run = lyceum(folder.path(), &["deploy", "--nginx", out.to_str().unwrap()]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let nginx = Nginx::start(&run.stdout);

        let style = published(&out)
            .into_keys()
            .find(|path| path.starts_with("assets/style."));
        let shard = published(&out)
            .into_keys()
            .find(|path| path.starts_with("search/terms/"));
        let for_ever = "public, max-age=31536000, immutable";
        let cases = [
            ("cook/蒸鱼/", "text/html; charset=utf-8", "no-cache"),
            (&style.unwrap(), "text/css; charset=utf-8", for_ever),
            (&shard.unwrap(), "application/octet-stream", for_ever),
            (
                "search/lyceum-search.js",
                "text/javascript; charset=utf-8",
                "no-cache",
            ),
            (
                "manifest.webmanifest",
                "application/manifest+json; charset=utf-8",
                "no-cache",
            ),
        ];
        for (path, kind, caching) in cases {
            let (status, head) = nginx.get(&format!("{base}{path}"));
            assert_eq!(status, 200, "{path}");
            assert_eq!(head["content-type"], kind, "{path}");
            assert_eq!(head["cache-control"], caching, "{path}");
            let policy = &head["content-security-policy"];
            assert!(policy.starts_with("default-src 'self'"), "{policy}");
        }
        for hidden in [".lyceum-manifest", "cook/none/"] {
            let (status, head) = nginx.get(&format!("{base}{hidden}"));
            assert_eq!(status, 404, "{hidden}");
            assert_eq!(head["content-type"], "text/html; charset=utf-8");
        }
    }
}
