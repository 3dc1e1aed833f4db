//! Checked reading of little-endian binary data, and its writing.
//!
//! In: bytes of unknown worth. Out: values, or [`Error::Damaged`]; never a
//! panic. Two variable-length integers occur, both of seven bits a byte, low
//! bits first: tantivy's own marks its *last* byte (`common/src/vint.rs`), that
//! of its string table marks all bytes *but* the last (`sstable/src/vint.rs`).

use crate::Error;

/// A cursor over borrowed bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// All bytes not read yet.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (head, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(Error::damaged("ends too early"))?;
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (head, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(Error::damaged("ends too early"))?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Error> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_le_bytes)
    }

    /// A variable-length integer whose last byte is marked.
    pub(crate) fn vint(&mut self) -> Result<u64, Error> {
        self.variable(0x80)
    }

    /// A variable-length integer whose last byte is the one not marked.
    pub(crate) fn continued_vint(&mut self) -> Result<u64, Error> {
        self.variable(0)
    }

    fn variable(&mut self, last: u8) -> Result<u64, Error> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == last {
                return Ok(value);
            }
        }
        Err(Error::damaged("integer too long"))
    }

    /// A [`Self::vint`] that counts or measures something in memory.
    pub(crate) fn length(&mut self) -> Result<usize, Error> {
        usize::try_from(self.vint()?).map_err(|_| Error::damaged("length too large"))
    }

    /// A [`Self::vint`] that fits 32 bits.
    pub(crate) fn vint_u32(&mut self) -> Result<u32, Error> {
        u32::try_from(self.vint()?).map_err(|_| Error::damaged("number too large"))
    }

    /// A string with its length in front.
    pub(crate) fn text(&mut self) -> Result<&'a str, Error> {
        let length = self.length()?;
        str::from_utf8(self.take(length)?).map_err(|_| Error::damaged("text is not UTF-8"))
    }
}

/// Writing what [`Input`] reads.
#[cfg(feature = "write")]
pub(crate) mod output {
    /// Appends a variable-length integer whose last byte is marked.
    pub(crate) fn vint(out: &mut Vec<u8>, mut value: u64) {
        loop {
            let byte = (value & 0x7F) as u8;
            value >>= 7;
            if value == 0 {
                out.push(byte | 0x80);
                return;
            }
            out.push(byte);
        }
    }

    /// Appends a length or count.
    pub(crate) fn length(out: &mut Vec<u8>, value: usize) {
        vint(out, value as u64);
    }

    /// Appends a string with its length in front.
    pub(crate) fn text(out: &mut Vec<u8>, value: &str) {
        length(out, value.len());
        out.extend_from_slice(value.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::Input;

    #[test]
    fn truncated_input_is_an_error() {
        assert!(Input::new(&[1, 2, 3]).u32().is_err());
        assert!(Input::new(&[0x7F; 20]).vint().is_err());
        assert!(Input::new(&[0x85, b'a']).text().is_err());
    }

    #[test]
    fn both_integers_are_read() {
        assert_eq!(Input::new(&[0x01, 0x81]).vint(), Ok(129));
        assert_eq!(Input::new(&[0x81, 0x01]).continued_vint(), Ok(129));
    }
}
