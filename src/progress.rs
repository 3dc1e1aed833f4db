//! What a build is at, for somebody who looks on: stages for who measures, pictures for who waits.

/// Told of every [`Step`]. Steps of one stage come from many threads.
pub type Progress<'a> = &'a (dyn Fn(Step) + Sync);

/// What a build has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A stage begins, and the one before is over.
    Stage(Stage),
    /// A picture is made.
    Picture {
        /// How many there are by now.
        done: usize,
        /// How many there will be.
        all: usize,
    },
}

/// The stages of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The site is compared with what the last build read.
    Compare,
    /// Files are found and read.
    Scan,
    /// Front matter and Markdown become pages.
    Parse,
    /// Addresses, links, terms.
    Resolve,
    /// Smaller pictures.
    Images,
    /// The search index.
    Search,
    /// Templates become HTML.
    Render,
    /// The proof that nothing withheld is in it.
    Gate,
    /// Files are written.
    Emit,
}

impl Stage {
    /// Its name, as in `docs/architecture.md`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compare => "compare",
            Self::Scan => "scan",
            Self::Parse => "parse",
            Self::Resolve => "resolve",
            Self::Images => "images",
            Self::Search => "search",
            Self::Render => "render",
            Self::Gate => "gate",
            Self::Emit => "emit",
        }
    }
}
