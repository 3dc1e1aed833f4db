//! The same pages give the same bytes.

use lyceum_index::write;

use crate::site::corpus;

#[test]
fn bytes_do_not_depend_on_the_run_or_the_threads() {
    let pages = corpus(120);
    let threads = |count| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build()
            .unwrap()
    };
    let one = threads(1).install(|| write(&pages)).unwrap();
    let many = threads(4).install(|| write(&pages)).unwrap();
    assert!(one == many, "files differ between one thread and four");
}

#[test]
fn only_files_of_changed_pages_change() {
    let mut pages = corpus(120);
    let before = write(&pages).unwrap();
    pages[60].sections[0].text.push_str("新添一句。");
    let after = write(&pages).unwrap();
    let changed = after
        .iter()
        .filter(|file| file.name.starts_with("pages/") && !before.contains(file))
        .count();
    assert_eq!(changed, 1);
}
