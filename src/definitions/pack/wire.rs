//! How the values of the model stand in the blob: numbers in 7-bit groups, texts by their number in the text table.

use crate::storage::block::Texts;

use super::super::model::*;

/// The deepest nesting of a value that is read.
const DEEPEST: u32 = 64;

/// Writes values.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    pub(crate) bytes: Vec<u8>,
    pub(crate) texts: &'a mut Texts,
}

impl Writer<'_> {
    pub(crate) fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn text(&mut self, text: &str) {
        let number = self.texts.number(text);
        self.number(number);
    }
}

/// Reads values; `None` stands for bytes that no writer wrote.
#[derive(Debug)]
pub(crate) struct Reader<'a, F> {
    pub(crate) bytes: &'a [u8],
    /// The text of a number.
    pub(crate) text: F,
    pub(crate) depth: u32,
}

impl<'t, F: Fn(u32) -> Option<&'t str>> Reader<'_, F> {
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    pub(crate) fn number(&mut self) -> Option<u32> {
        let mut number = 0u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn text(&mut self) -> Option<&'t str> {
        let number = self.number()?;
        (self.text)(number)
    }
}

/// A value that stands in the blob.
pub(crate) trait Wire: Sized {
    fn write(&self, writer: &mut Writer<'_>);
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self>;
}

impl Wire for u32 {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.number(*self);
    }
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
        reader.number()
    }
}

impl Wire for bool {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.bytes.push((*self).into());
    }
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
        Some(reader.byte()? != 0)
    }
}

impl Wire for Box<str> {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.text(self);
    }
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
        Some(reader.text()?.into())
    }
}

impl Wire for Max {
    fn write(&self, writer: &mut Writer<'_>) {
        // `*` is the most frequent maximum after 1 and takes one byte this way.
        writer.number(self.0.wrapping_add(1));
    }
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
        Some(Max(reader.number()?.wrapping_sub(1)))
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.bytes.push(self.is_some().into());
        if let Some(value) = self {
            value.write(writer);
        }
    }
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
        Some(if reader.byte()? == 0 { None } else { Some(T::read(reader)?) })
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.number(self.len() as u32);
        self.iter().for_each(|item| item.write(writer));
    }
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
        let count = reader.number()? as usize;
        // Every item takes at least one byte.
        let mut items = Vec::with_capacity(count.min(reader.bytes.len()));
        for _ in 0..count {
            items.push(T::read(reader)?);
        }
        Some(items)
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn write(&self, writer: &mut Writer<'_>) {
        self.0.write(writer);
        self.1.write(writer);
    }
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
        Some((A::read(reader)?, B::read(reader)?))
    }
}

impl Wire for Value {
    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Value::Object(properties) => {
                writer.bytes.push(0);
                properties.write(writer);
            }
            Value::Array(items) => {
                writer.bytes.push(1);
                items.write(writer);
            }
            Value::String(text) => {
                writer.bytes.push(2);
                text.write(writer);
            }
            Value::Number(number) => {
                writer.bytes.push(3);
                number.write(writer);
            }
            Value::Boolean(truth) => writer.bytes.push(4 + u8::from(*truth)),
        }
    }
    fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
        if reader.depth > DEEPEST {
            return None;
        }
        reader.depth += 1;
        let value = match reader.byte()? {
            0 => Value::Object(Vec::read(reader)?),
            1 => Value::Array(Vec::read(reader)?),
            2 => Value::String(Wire::read(reader)?),
            3 => Value::Number(Wire::read(reader)?),
            4 => Value::Boolean(false),
            5 => Value::Boolean(true),
            _ => return None,
        };
        reader.depth -= 1;
        Some(value)
    }
}

/// Writes and reads a struct field by field, or an enum by the position of its variant.
macro_rules! wire {
    (struct $name:ident { $($field:ident),* $(,)? $(; $($other:ident),* $(,)?)? }) => {
        impl Wire for $name {
            fn write(&self, writer: &mut Writer<'_>) {
                $(self.$field.write(writer);)*
            }
            fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
                $(let $field = Wire::read(reader)?;)*
                Some($name { $($field,)* $($($other: Default::default(),)*)? })
            }
        }
    };
    (enum $name:ident { $($variant:ident),* $(,)? }) => {
        impl Wire for $name {
            fn write(&self, writer: &mut Writer<'_>) {
                let position = [$($name::$variant),*].iter().position(|v| v == self);
                writer.bytes.push(position.unwrap_or_default() as u8);
            }
            fn read<'t, F: Fn(u32) -> Option<&'t str>>(reader: &mut Reader<'_, F>) -> Option<Self> {
                [$($name::$variant),*].get(reader.byte()? as usize).copied()
            }
        }
    };
}

wire!(
    enum StructureKind {
        PrimitiveType,
        ComplexType,
        Resource,
        Logical,
    }
);
wire!(
    enum DiscriminatorKind {
        Value,
        Exists,
        Pattern,
        Type,
        Profile,
        Position,
    }
);
wire!(
    enum SlicingRules {
        Open,
        Closed,
        OpenAtEnd,
    }
);
wire!(
    enum BindingStrength {
        Required,
        Extensible,
        Preferred,
        Example,
    }
);
wire!(struct ExtensionContext { kind, expression });
wire!(struct Base { path, min, max });
wire!(struct TypeRef { code, profiles, target_profiles, aggregation, versioning, regex });
wire!(struct Discriminator { kind, path });
wire!(struct Slicing { discriminators, ordered, rules });
wire!(struct Binding { strength, value_set, max_value_set });
wire!(struct Constraint { key, is_error, expression, best_practice, source });
// The elements themselves are written by `write` and read by `open`, because equal ones are kept once.
wire!(struct StructureDefinition {
    url, version, name, kind, is_abstract, type_name, base, is_constraint, context, context_invariant;
    snapshot, differential
});
// Id, path and slice name stand with the definition: without them most elements of a guide are equal to others.
wire!(struct ElementDefinition {
    min, max, base, types, content_reference, fixed, pattern, min_value, max_value, max_length, min_length,
    narrative_languages, binding, constraints,
    slicing, must_support, is_modifier, is_summary, representation;
    id, path, slice_name
});
// Code systems are written as tables by the terminology's own block.
wire!(struct Designation { language, usage, value });
wire!(struct Filter { property, op, value });
wire!(struct Listed { code, display, designations });
wire!(struct Include { system, version, concepts, filters, value_sets });
wire!(struct Expanded { system, code, display });
wire!(struct ValueSet { url, version, name, title, inactive, includes, excludes, expansion });
