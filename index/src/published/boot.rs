//! The boot file: what every query needs.
//!
//! Statistics and norms for BM25, and for each other file which terms or pages
//! it holds. Read whole, once.

use super::{FileId, FileKind};
use crate::bytes::Input;
use crate::plan::Field;
use crate::{DocId, Error, FORMAT_VERSION};

/// First bytes of the boot file.
const MAGIC: &[u8] = b"LYC1";

/// What every query needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boot {
    /// How many pages there are.
    pub documents: u32,
    /// Statistics of the fields, in the order of [`Field::ALL`].
    pub fields: Vec<FieldData>,
    /// The ranges of terms, in order.
    pub terms: Vec<TermShard>,
    /// The groups of pages, in order.
    pub pages: Vec<PageShard>,
    /// The file with type, date and facets.
    pub columns: FileId,
    /// The file that says how to put tantivy's files together.
    pub recipe: FileId,
}

/// Statistics of one field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldData {
    /// Number of tokens in all pages.
    pub tokens: u64,
    /// One byte a page: the code of its number of tokens.
    pub norms: Vec<u8>,
}

/// A file with a range of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermShard {
    /// Its first term; the range ends before the next shard's.
    pub first: Vec<u8>,
    /// The file.
    pub file: FileId,
}

/// A file with stored pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageShard {
    /// Its first page; the range ends before the next shard's.
    pub first: DocId,
    /// The file.
    pub file: FileId,
}

impl Boot {
    /// Decodes a boot file's content.
    ///
    /// # Errors
    /// When it has another version or does not decode.
    pub fn decode(content: &[u8]) -> Result<Self, Error> {
        let mut input = Input::new(content);
        if input.take(MAGIC.len())? != MAGIC {
            return Err(Error::damaged("not a boot file"));
        }
        let found = input.vint_u32()?;
        if found != FORMAT_VERSION {
            return Err(Error::Version { found });
        }
        let documents = input.vint_u32()?;
        let mut fields = Vec::new();
        for _ in Field::ALL {
            let tokens = input.vint()?;
            let norms = input.take(documents as usize)?.to_vec();
            fields.push(FieldData { tokens, norms });
        }
        let mut terms: Vec<TermShard> = Vec::new();
        for _ in 0..input.length()? {
            let mut first = terms
                .last()
                .map_or_else(Vec::new, |last| last.first.clone());
            first.truncate(input.length()?);
            let added = input.length()?;
            first.extend_from_slice(input.take(added)?);
            terms.push(TermShard {
                first,
                file: FileId {
                    kind: FileKind::Terms,
                    hash: input.u64()?,
                },
            });
        }
        let mut pages = Vec::new();
        let mut first = 0_u32;
        for _ in 0..input.length()? {
            let count = input.vint_u32()?;
            pages.push(PageShard {
                first,
                file: FileId {
                    kind: FileKind::Pages,
                    hash: input.u64()?,
                },
            });
            first = first
                .checked_add(count)
                .ok_or(Error::damaged("too many pages"))?;
        }
        if first != documents {
            return Err(Error::damaged("page counts differ"));
        }
        let columns = FileId {
            kind: FileKind::Columns,
            hash: input.u64()?,
        };
        let recipe = FileId {
            kind: FileKind::Recipe,
            hash: input.u64()?,
        };
        if !input.is_empty() {
            return Err(Error::damaged("has trailing bytes"));
        }
        Ok(Self {
            documents,
            fields,
            terms,
            pages,
            columns,
            recipe,
        })
    }

    /// Number of the shard whose range holds `term`.
    pub fn term_shard(&self, term: &str) -> Option<usize> {
        self.terms
            .partition_point(|shard| shard.first.as_slice() <= term.as_bytes())
            .checked_sub(1)
    }

    /// Number of the shard that holds the page, and the page's place in it.
    pub fn page_shard(&self, doc: DocId) -> Option<(usize, usize)> {
        let number = self
            .pages
            .partition_point(|shard| shard.first <= doc)
            .checked_sub(1)?;
        let first = self.pages.get(number)?.first;
        Some((number, (doc - first) as usize))
    }

    /// Encodes what [`Self::decode`] reads.
    #[cfg(feature = "write")]
    pub fn encode(&self) -> Vec<u8> {
        use crate::bytes::output::{length, vint};

        let mut out = MAGIC.to_vec();
        vint(&mut out, u64::from(FORMAT_VERSION));
        vint(&mut out, u64::from(self.documents));
        for field in &self.fields {
            vint(&mut out, field.tokens);
            out.extend_from_slice(&field.norms);
        }
        length(&mut out, self.terms.len());
        let mut previous: &[u8] = &[];
        for shard in &self.terms {
            let same = previous
                .iter()
                .zip(&shard.first)
                .take_while(|(left, right)| left == right)
                .count();
            length(&mut out, same);
            length(&mut out, shard.first.len() - same);
            out.extend(shard.first.iter().skip(same));
            out.extend(shard.file.hash.to_le_bytes());
            previous = &shard.first;
        }
        length(&mut out, self.pages.len());
        let ends = self
            .pages
            .iter()
            .skip(1)
            .map(|shard| shard.first)
            .chain([self.documents]);
        for (shard, end) in self.pages.iter().zip(ends) {
            vint(&mut out, u64::from(end - shard.first));
            out.extend(shard.file.hash.to_le_bytes());
        }
        out.extend(self.columns.hash.to_le_bytes());
        out.extend(self.recipe.hash.to_le_bytes());
        out
    }
}
