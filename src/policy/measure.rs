//! Values that are more or less than others.

/// A number, or a length of time as `HOURS:MINUTES`, with or without `:SECONDS`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum Measure {
    /// A number without a unit.
    Number(f64),
    /// Seconds.
    Time(f64),
}

impl Measure {
    /// Reads a value; nothing where it is neither.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.contains(':') {
            return text.parse().ok().filter(|number: &f64| number.is_finite()).map(Self::Number);
        }
        let parts: Vec<u32> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [hours, minutes, seconds] = match parts.as_slice() {
            [hours, minutes] => [*hours, *minutes, 0],
            [hours, minutes, seconds] => [*hours, *minutes, *seconds],
            _ => return None,
        };
        Some(Self::Time(f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0 + f64::from(seconds)))
    }

    /// Whether the two can be compared.
    pub(super) fn is_like(self, other: Self) -> bool {
        matches!((self, other), (Self::Number(_), Self::Number(_)) | (Self::Time(_), Self::Time(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lengths_of_time_are_read_and_nothing_else() {
        assert_eq!(Measure::read("10"), Some(Measure::Number(10.0)));
        assert_eq!(Measure::read("170:00"), Measure::read("170:00:00"));
        assert!(Measure::read("24:30").unwrap() > Measure::read("24:00").unwrap());
        for text in ["", "ten", "1:", "1:2:3:4", "nan", "inf", "-1:00"] {
            assert_eq!(Measure::read(text), None, "{text}");
        }
    }
}
