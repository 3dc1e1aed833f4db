//! The same pages give the same bytes.

use lyceum_index::published::GROUP;

use crate::site::{corpus, publish};

#[test]
fn bytes_do_not_depend_on_the_run_or_the_threads() {
    let pages = corpus(120);
    let threads = |count| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build()
            .unwrap()
    };
    let one = threads(1).install(|| publish(pages.clone())).unwrap();
    let many = threads(4).install(|| publish(pages.clone())).unwrap();
    assert!(one == many, "files differ between one thread and four");
}

#[test]
fn a_change_renames_only_the_group_of_its_page() {
    let mut pages = corpus(1500);
    let before = publish(pages.clone()).unwrap().files;
    let text = &mut pages[700].sections[0].text;
    *text = format!("{text}新添一句。").into();
    let after = publish(pages.clone()).unwrap().files;
    let of_pages = |name: &str| name.starts_with("pages/");
    let all = after.iter().filter(|file| of_pages(&file.name)).count();
    let changed = after
        .iter()
        .filter(|file| of_pages(&file.name) && !before.contains(file))
        .count();
    assert!(all > 3 * GROUP as usize, "{all}");
    assert_eq!(changed, GROUP as usize);
}
