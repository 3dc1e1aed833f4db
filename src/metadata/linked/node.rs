//! One thing of the linked data.

use serde_json::{Map, Value};

/// A thing with a type and those of its properties that are known.
#[derive(Debug)]
pub(super) struct Node(Map<String, Value>);

impl Node {
    pub(super) fn new(kind: &str) -> Self {
        let kind = ("@type".to_owned(), Value::from(kind));
        Self(Map::from_iter([kind]))
    }

    /// Adds a property, if there is something to say.
    pub(super) fn with(mut self, key: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), value.into());
        }
        self
    }

    /// Adds a property with several values, if there are any.
    pub(super) fn with_all<T: Into<Value>>(
        self,
        key: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let mut values: Vec<Value> = values.into_iter().map(Into::into).collect();
        match values.len() {
            0 => self,
            1 => self.with(key, values.pop()),
            _ => self.with(key, Some(values)),
        }
    }
}

impl From<Node> for Value {
    fn from(node: Node) -> Self {
        Self::Object(node.0)
    }
}
