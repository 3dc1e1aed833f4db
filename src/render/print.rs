//! Prints of what pages are made of: the same for the same templates and values, and no other.

use std::collections::{BTreeMap, HashMap};
use std::sync::{PoisonError, RwLock};

use tera::Value;
use tera::value::{Key, ValueKind};

use super::context::Inputs;
use crate::cache::Print;

/// Lists of so many values may be shown by many pages, and are looked at once.
const LARGE: usize = 32;

/// Prints of pages that share templates and their functions.
pub(super) struct Prints {
    basis: Print,
    /// By the address of a list, which is kept here so that no other comes to lie there.
    large: RwLock<HashMap<usize, (Value, Print)>>,
}

impl Prints {
    /// Of pages with these templates, which also see what is `shared`; `answers` are all that their functions
    /// may give. None where a value cannot be told from others.
    pub(super) fn new(
        templates: &BTreeMap<&str, &str>,
        answers: impl Iterator<Item = String>,
        shared: &Inputs,
    ) -> Option<Self> {
        let mut prints = Self {
            basis: Print::default(),
            large: RwLock::default(),
        };
        let mut out = Vec::new();
        for (name, template) in templates {
            text(&mut out, name);
            text(&mut out, template);
        }
        for answer in answers {
            text(&mut out, &answer);
        }
        prints.inputs(&mut out, shared)?;
        prints.basis = blake3::hash(&out).into();
        Some(prints)
    }

    /// Of a page: its template, and what that sees.
    pub(super) fn of(&self, template: &str, inputs: &Inputs) -> Option<Print> {
        // Most pages need no more, and a buffer that grows is copied each time.
        let mut out = Vec::with_capacity(1 << 16);
        out.extend(self.basis);
        text(&mut out, template);
        self.inputs(&mut out, inputs)?;
        Some(blake3::hash(&out).into())
    }

    fn inputs(&self, out: &mut Vec<u8>, inputs: &Inputs) -> Option<()> {
        for (name, value) in inputs.iter() {
            text(out, name);
            self.value(out, value)?;
        }
        Some(())
    }

    /// Appends a value so that no other looks like it.
    fn value(&self, out: &mut Vec<u8>, value: &Value) -> Option<()> {
        match value.kind() {
            ValueKind::Undefined => out.push(0),
            ValueKind::None => out.push(1),
            ValueKind::Bool => out.extend([2, u8::from(value.as_bool()?)]),
            ValueKind::U64 | ValueKind::I64 => {
                out.push(3);
                out.extend(value.as_i128()?.to_le_bytes());
            }
            ValueKind::F64 => {
                out.push(4);
                out.extend(value.as_f64()?.to_bits().to_le_bytes());
            }
            ValueKind::String => {
                out.extend([5, u8::from(value.is_safe())]);
                text(out, value.as_str()?);
            }
            ValueKind::Array => {
                let array = value.as_array()?;
                if array.len() < LARGE {
                    out.push(6);
                    self.array(out, array)?;
                } else {
                    out.push(7);
                    out.extend(self.large(value, array)?);
                }
            }
            ValueKind::Map => {
                let map = value.as_map()?;
                out.push(8);
                out.extend(map.len().to_le_bytes());
                for (key, value) in map {
                    match key {
                        Key::Str(key) => text(out, key),
                        Key::String(key) => text(out, key),
                        _ => return None,
                    }
                    self.value(out, value)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn array(&self, out: &mut Vec<u8>, array: &[Value]) -> Option<()> {
        out.extend(array.len().to_le_bytes());
        for value in array {
            self.value(out, value)?;
        }
        Some(())
    }

    /// The print of a long list.
    fn large(&self, value: &Value, array: &[Value]) -> Option<Print> {
        let at = array.as_ptr().addr();
        let known = self.large.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, print)) = known.get(&at) {
            return Some(*print);
        }
        drop(known);
        let mut out = Vec::new();
        self.array(&mut out, array)?;
        let print = blake3::hash(&out).into();
        let mut known = self.large.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(at, (value.clone(), print));
        Some(print)
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend(text.len().to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}
