use super::*;

fn publish(out: &Path, files: &[(&str, &str)]) -> Committed {
    let mut sink = DiskSink::new(out).unwrap();
    for (path, text) in files {
        sink.put(path, text.as_bytes()).unwrap();
    }
    sink.commit().unwrap()
}

fn text(path: &Path) -> String {
    String::from_utf8(Disk.read(path).unwrap()).unwrap()
}

#[test]
fn only_what_changed_is_written_and_only_what_was_built_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    publish(&out, &[("a/index.html", "1"), ("b/index.html", "1")]);
    Disk.write(&out.join("by-hand.txt"), b"mine").unwrap();
    let done = publish(&out, &[("a/index.html", "2"), ("c/index.html", "1")]);
    assert_eq!(
        done,
        Committed {
            files: 2,
            written: 2,
            removed: 1,
            left: Vec::new(),
        }
    );
    assert_eq!(text(&out.join("a/index.html")), "2");
    assert!(!out.join("b").exists());
    assert!(out.join("by-hand.txt").exists());
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}

#[test]
fn a_file_can_become_a_folder_and_a_folder_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    publish(&out, &[("x", "file"), ("y/index.html", "page")]);
    publish(&out, &[("x/index.html", "page"), ("y", "file")]);
    assert_eq!(text(&out.join("x/index.html")), "page");
    assert_eq!(text(&out.join("y")), "file");
}

#[test]
fn what_no_build_wrote_is_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("home");
    Disk.write(&out.join("thesis.doc"), b"years of work")
        .unwrap();
    assert!(matches!(DiskSink::new(&out), Err(OutputError::Foreign(_))));
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);

    // Whatever a list claims that somebody wrote by hand.
    Disk.write(&folder.path().join("outside"), b"mine").unwrap();
    let hash = blake3::hash(b"");
    let lists = [
        "../outside\n/etc/none\nthesis.doc\n".to_owned(),
        format!("lyceum-manifest 1 1\n{hash} 13 thesis.doc\n"),
    ];
    for list in lists {
        Disk.write(&out.join(MANIFEST), list.as_bytes()).unwrap();
        let done = publish(&out, &[("index.html", "1")]);
        assert_eq!(done.left, ["thesis.doc"]);
        assert_eq!(text(&out.join("thesis.doc")), "years of work");
        assert!(folder.path().join("outside").exists());
    }

    // Nor does it give way to a page.
    let mut sink = DiskSink::new(&out).unwrap();
    sink.put("thesis.doc/index.html", b"page").unwrap();
    let refused = sink.commit().unwrap_err();
    assert!(refused.to_string().contains("`thesis.doc`"), "{refused}");
    drop(sink);
    assert_eq!(text(&out.join("thesis.doc")), "years of work");
    assert_eq!(text(&out.join("index.html")), "1");
}

#[test]
fn a_page_changed_by_hand_is_mended_and_one_of_no_site_stays() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    let site = [("a.html", "1"), ("b.html", "1")];
    publish(&out, &site);
    Disk.write(&out.join("a.html"), b"broken").unwrap();
    Disk.write(&out.join("b.html"), b"changed").unwrap();
    let done = publish(&out, &[("a.html", "1")]);
    assert_eq!(
        (done.written, done.removed, done.left),
        (1, 0, vec!["b.html".to_owned()])
    );
    assert_eq!(text(&out.join("a.html")), "1");
    assert_eq!(text(&out.join("b.html")), "changed");
}

#[test]
fn what_open_pages_need_stays_for_the_time_set() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    let style = "assets/style.0c34d1471f.css";
    let monday = Timestamp::UNIX_EPOCH;
    let day = SignedDuration::from_hours(24);
    let build = |files: &[&str], now, keep| {
        let mut sink = DiskSink::new(&out).unwrap().keeping(keep).at(now);
        for path in files {
            sink.put(path, b"x").unwrap();
        }
        sink.commit().unwrap()
    };
    build(&["a.html", style], monday, KEEP);
    assert_eq!(build(&["a.html"], monday, KEEP).removed, 0);
    assert_eq!(build(&["a.html"], monday + day * 6, KEEP).removed, 0);
    assert!(out.join(style).exists() && out.join(KEPT).exists());
    assert_eq!(build(&["a.html"], monday + day * 7, KEEP).removed, 1);
    assert!(!out.join("assets").exists() && !out.join(KEPT).exists());

    build(&["a.html", style], monday, KEEP);
    assert_eq!(build(&["a.html"], monday, SignedDuration::ZERO).removed, 1);
}

#[test]
fn two_builds_at_once_are_told_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    let first = DiskSink::new(&out).unwrap();
    let Err(refused) = DiskSink::new(&out) else {
        panic!("two at once");
    };
    let own = std::process::id().to_string();
    let Message { en, zh } = refused.in_words();
    assert!(en.contains(&own) && zh.contains(&own), "{en} {zh}");
    drop(first);
    publish(&out, &[("index.html", "1")]);
}
