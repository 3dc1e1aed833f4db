//! The same pages give the same bytes.

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
