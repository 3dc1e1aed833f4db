//! BM25 as tantivy computes it (`query/bm25.rs`), in the same order of `f32`
//! operations, so that scores agree to the last bit but for the logarithm.

/// `K1` and `B` of `query/bm25.rs`.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Scores one term or phrase of one field.
pub(crate) struct Bm25 {
    weight: f32,
    /// By norm code, what the length of a page's field contributes.
    lengths: [f32; 256],
}

impl Bm25 {
    /// `idf` is the sum over the phrase's terms; `tokens` the number of tokens
    /// of the field in all pages.
    #[expect(clippy::cast_precision_loss, reason = "tantivy rounds here too")]
    pub(crate) fn new(idf: f32, boost: f32, tokens: u64, documents: u32) -> Self {
        let average = tokens as f32 / documents as f32;
        let mut lengths = [0.0; 256];
        for (code, length) in (0..=u8::MAX).zip(&mut lengths) {
            *length = K1 * (1.0 - B + B * field_length(code) as f32 / average);
        }
        let weight = idf * (1.0 + K1);
        // Multiplying by exactly one changes nothing, so the special case of
        // `boost_by` needs no copy here.
        Self {
            weight: weight * boost,
            lengths,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "tantivy rounds here too")]
    pub(crate) fn score(&self, norm: u8, frequency: u32) -> f32 {
        let frequency = frequency as f32;
        let length = self
            .lengths
            .get(usize::from(norm))
            .copied()
            .unwrap_or_default();
        self.weight * (frequency / (frequency + length))
    }
}

/// How rare a term is: `idf` of `query/bm25.rs`.
#[expect(clippy::cast_precision_loss, reason = "tantivy rounds here too")]
pub(crate) fn idf(frequency: u32, documents: u32) -> f32 {
    let ratio = (documents.saturating_sub(frequency) as f32 + 0.5) / (frequency as f32 + 0.5);
    // tantivy takes the logarithm of an `f32`, which every platform's library
    // rounds a little differently; from an `f64` it is right to the last bit
    // and so nearest to them all.
    #[expect(clippy::cast_possible_truncation, reason = "rounding is the point")]
    {
        f64::from(1.0 + ratio).ln() as f32
    }
}

/// The number of tokens that a norm code stands for.
///
/// `FIELD_NORMS_TABLE` of `fieldnorm/code.rs` in closed form, which is that of
/// Lucene's `SmallFloat`: exact up to 40, then four significant bits.
pub(crate) const fn field_length(code: u8) -> u32 {
    let Some(float) = (code as u32).checked_sub(24) else {
        return code as u32;
    };
    let mantissa = float & 7;
    match float >> 3 {
        0 => 24 + mantissa,
        exponent => 24 + ((mantissa | 8) << (exponent - 1)),
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use tantivy::fieldnorm::FieldNormReader;

    use super::field_length;

    #[test]
    fn lengths_are_those_of_tantivy() {
        for code in 0..=u8::MAX {
            assert_eq!(field_length(code), FieldNormReader::id_to_fieldnorm(code));
        }
    }
}
