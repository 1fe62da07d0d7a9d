//! How much fits into a file that GitHub takes.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// GitHub takes no file that is larger than this, compressed with gzip.
pub(super) const MAX_GZIP: usize = 10 * 1024 * 1024;

/// The document with the most results, up to `most`, that compressed is no larger than `limit`.
pub(super) fn fitting<E>(
    limit: usize,
    most: usize,
    document: impl Fn(usize) -> Result<String, E>,
) -> Result<String, E> {
    let mut shown = most;
    loop {
        let text = document(shown)?;
        // What is small enough as it is needs no compressing.
        let size = if text.len() <= limit { text.len() } else { compressed(&text) };
        if shown == 0 || size <= limit {
            return Ok(text);
        }
        // As many as fit if all are alike, and somewhat fewer.
        shown = (shown * limit / size).saturating_sub(1 + shown / 20);
    }
}

fn compressed(text: &str) -> usize {
    let mut gzip = GzEncoder::new(Counted(0), Compression::default());
    // Counting does not fail.
    let _ = gzip.write_all(text.as_bytes());
    gzip.finish().map_or(usize::MAX, |counted| counted.0)
}

/// How many bytes were written.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines that hardly compress.
    #[expect(clippy::unnecessary_wraps, reason = "as what makes logs")]
    fn noise(lines: usize) -> Result<String, ()> {
        let mut state = 88_172_645_463_325_252_u64;
        let mut line = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            format!("{state:016x}{:016x}\n", state.wrapping_mul(31))
        };
        Ok((0..lines).map(&mut line).collect())
    }

    #[test]
    fn what_fits_is_whole() {
        assert_eq!(fitting(40_000, 1_000, noise), noise(1_000));
        let same = |lines| Ok::<_, ()>("the same line\n".repeat(lines));
        assert_eq!(fitting(4_000, 1_000, same), same(1_000), "compressed it is small");
    }

    #[test]
    fn what_does_not_fit_is_made_smaller_until_it_does() {
        let text = fitting(10_000, 1_000, noise).unwrap();
        assert!(compressed(&text) <= 10_000);
        assert!(text.lines().count() > 300, "{}", text.lines().count());
        assert_eq!(fitting(10, 1_000, noise).unwrap(), "");
    }
}
