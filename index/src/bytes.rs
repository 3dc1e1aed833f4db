//! Checked reading of little-endian binary data, and its writing.
//!
//! In: bytes of unknown worth. Out: values, or [`Fault::Damaged`](crate::error::Fault::Damaged); never a
//! panic. After damage all is zero or empty, and [`Input::done`] tells: a check at the
//! end is a fraction of the code of one for each value. Two variable-length integers occur, both of seven bits a byte, low
//! bits first: tantivy's own marks its *last* byte (`common/src/vint.rs`), that
//! of its string table marks all bytes *but* the last (`sstable/src/vint.rs`).

use crate::Error;

/// A cursor over borrowed bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a> {
    rest: &'a [u8],
    damage: Option<&'static str>,
}

impl<'a> Input<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            damage: None,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// All bytes not read yet.
    #[cfg(feature = "write")]
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Takes the bytes for damaged; nothing can be read any more. The first reason counts.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(&mut self, what: &'static str) {
        self.rest = &[];
        self.damage = self.damage.or(Some(what));
    }

    /// Whether all that was read is good.
    pub(crate) fn done(&self) -> Result<(), Error> {
        self.damage.map_or(Ok(()), |what| Err(Error::damaged(what)))
    }

    /// As [`Self::done`], when nothing may be left.
    pub(crate) fn end(&mut self) -> Result<(), Error> {
        if !self.is_empty() {
            self.fail("has trailing bytes");
        }
        self.done()
    }

    pub(crate) fn take(&mut self, count: usize) -> &'a [u8] {
        if let Some((head, rest)) = self.rest.split_at_checked(count) {
            self.rest = rest;
            head
        } else {
            self.fail("ends too early");
            &[]
        }
    }

    pub(crate) fn u8(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or_default()
    }

    pub(crate) fn u32(&mut self) -> u32 {
        let bytes = self.take(4).first_chunk().copied();
        u32::from_le_bytes(bytes.unwrap_or_default())
    }

    pub(crate) fn u64(&mut self) -> u64 {
        let bytes = self.take(8).first_chunk().copied();
        u64::from_le_bytes(bytes.unwrap_or_default())
    }

    /// A variable-length integer whose last byte is marked.
    pub(crate) fn vint(&mut self) -> u64 {
        self.variable(0x80)
    }

    /// A variable-length integer whose last byte is the one not marked.
    pub(crate) fn continued_vint(&mut self) -> u64 {
        self.variable(0)
    }

    fn variable(&mut self, last: u8) -> u64 {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8();
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == last {
                return value;
            }
        }
        self.fail("integer too long");
        0
    }

    /// A [`Self::vint`] that measures something in memory.
    pub(crate) fn length(&mut self) -> usize {
        let value = self.vint();
        self.fitting(value)
    }

    /// A [`Self::vint`] that counts what follows, each at least a byte: loops end.
    pub(crate) fn count(&mut self) -> usize {
        let count = self.length();
        if count > self.rest.len() {
            self.fail("ends too early");
            return 0;
        }
        count
    }

    /// A [`Self::vint`] that fits 32 bits.
    pub(crate) fn vint_u32(&mut self) -> u32 {
        let value = self.vint();
        self.fitting(value)
    }

    /// A number as one of fewer bits.
    pub(crate) fn fitting<T: TryFrom<u64> + Default>(&mut self, value: u64) -> T {
        T::try_from(value).unwrap_or_else(|_| {
            self.fail("number too large");
            T::default()
        })
    }

    /// A string with its length in front.
    pub(crate) fn text(&mut self) -> &'a str {
        let length = self.length();
        str::from_utf8(self.take(length)).unwrap_or_else(|_| {
            self.fail("text is not UTF-8");
            ""
        })
    }

    /// Strings, their count in front.
    pub(crate) fn texts(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        for _ in 0..self.count() {
            texts.push(self.text().to_owned());
        }
        texts
    }
}

/// A cursor over bits, the lowest of each byte first. Zeros follow the last.
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next bits, 57 at least.
    fn ahead(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let mut bytes = [0; 8];
        for (to, from) in bytes.iter_mut().zip(rest) {
            *to = *from;
        }
        u64::from_le_bytes(bytes) >> (self.at % 8)
    }

    /// A Rice code with so many lowest bits, fewer than 32.
    pub(crate) fn rice(&mut self, low: u32) -> u64 {
        let mut ones = 0;
        loop {
            let run = self.ahead().trailing_ones().min(32);
            self.at += run as usize;
            ones += u64::from(run);
            if run < 32 {
                break;
            }
        }
        self.at += 1;
        let lowest = self.ahead() & ((1 << low) - 1);
        self.at += low as usize;
        ones << low | lowest
    }

    /// Whether more was read than there is.
    pub(crate) const fn past_end(&self) -> bool {
        self.at.div_ceil(8) > self.bytes.len()
    }

    /// Whether all is read but for the rest of a byte.
    pub(crate) const fn at_end(&self) -> bool {
        self.at.div_ceil(8) == self.bytes.len()
    }
}

/// Writing what [`Input`] and [`Bits`] read.
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

    /// Bits, as far as they are written.
    #[derive(Default)]
    pub(crate) struct BitWriter {
        bytes: Vec<u8>,
        /// Bits that make no byte yet.
        held: u64,
        count: u32,
    }

    impl BitWriter {
        /// Appends the lowest `count` bits, fewer than 32.
        fn put(&mut self, bits: u64, count: u32) {
            self.held |= bits << self.count;
            self.count += count;
            while self.count >= 8 {
                let [byte, ..] = self.held.to_le_bytes();
                self.bytes.push(byte);
                self.held >>= 8;
                self.count -= 8;
            }
        }

        /// Appends a Rice code with so many lowest bits.
        pub(crate) fn rice(&mut self, value: u64, low: u32) {
            for _ in 0..value >> low {
                self.put(1, 1);
            }
            self.put(0, 1);
            self.put(value & ((1 << low) - 1), low);
        }

        /// All of it, the last byte filled with zeros.
        pub(crate) fn finish(mut self) -> Vec<u8> {
            if self.count > 0 {
                self.put(0, 8 - self.count);
            }
            self.bytes
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Input;

    #[test]
    fn truncated_input_is_an_error() {
        let damaged = |bytes: &[u8], read: fn(&mut Input<'_>)| {
            let mut input = Input::new(bytes);
            read(&mut input);
            input.done().is_err()
        };
        assert!(damaged(&[1, 2, 3], |input| assert_eq!(input.u32(), 0)));
        assert!(damaged(&[0x7F; 20], |input| assert_eq!(input.vint(), 0)));
        assert!(damaged(&[0x85, b'a'], |input| assert_eq!(input.text(), "")));
        assert!(damaged(&[0x83, 1, 2], |input| assert_eq!(input.count(), 0)));
    }

    #[test]
    fn both_integers_are_read() {
        assert_eq!(Input::new(&[0x01, 0x81]).vint(), 129);
        assert_eq!(Input::new(&[0x81, 0x01]).continued_vint(), 129);
    }
}
