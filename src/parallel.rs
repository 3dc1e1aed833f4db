//! How work is shared out among processors.

/// Most things that are done in one piece, for `with_max_len`. Rayon makes a few pieces for each processor, and
/// more only of what is left when one of them is idle; so the last large piece keeps a single processor busy while
/// all others wait for it.
pub(crate) const PIECE: usize = 32;
