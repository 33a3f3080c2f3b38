//! From elements to their definitions, which are elements themselves: `elementDefinition()` and canonicals.
//!
//! A definition is written as a document the first time that an expression asks for it; the model keeps it.

use super::model::{Model, TypeId, children};
use crate::definitions::DefinitionId;
use crate::definitions::names::property_names;
use crate::document::{Document, Element};
use crate::source::Source;

impl Model {
    /// A definition as an element: a StructureDefinition with its snapshot, without prose.
    pub fn definition(&self, id: DefinitionId) -> Option<Element<'_>> {
        let slot = self.documents.get(id.index())?;
        let document = slot.get_or_init(|| {
            // The names of the elements of definitions are to be known before they are read.
            for name in ["StructureDefinition", "ElementDefinition"] {
                self.named(name).and_then(|ty| self.get(ty));
            }
            let structure = self.definitions().structure(id);
            Box::new(Document::parse(Source::new(&*structure.url, structure.to_json())).0)
        });
        document.root()
    }

    /// The ElementDefinition of an element in the definition of the type that it stands in; of a resource that of the
    /// resource itself.
    pub fn element_definition(&self, element: Element<'_>) -> Option<Element<'_>> {
        let (definition, position) = match (element.resource_type(), element.parent()) {
            (Some(_), _) => self.resource(element).place()?,
            (None, parent) => self.place_below(self.type_of(parent?), element)?,
        };
        let root = self.definition(self.definitions().ids().nth(definition)?)?;
        let snapshot = root.children().find(|child| child.name_text() == "snapshot")?;
        snapshot.children().nth(position)
    }

    /// The definition and the position of a child of an element of a type.
    fn place_below(&self, parent: TypeId, child: Element<'_>) -> Option<(usize, usize)> {
        let (definition, index) = parent.place()?;
        let structure = self.definitions().structure(self.definitions().ids().nth(definition)?);
        let name = child.name_text();
        let mut children = children(&structure.snapshot, index);
        let found = children.find(|(_, defined)| property_names(defined).iter().any(|(property, _)| property == name));
        found.map(|(position, _)| (definition, position))
    }

    /// The type of an element, by the resource that it stands in.
    fn type_of(&self, element: Element<'_>) -> TypeId {
        if element.resource_type().is_some() {
            return self.resource(element);
        }
        let parent = element.parent().map_or(TypeId::UNKNOWN, |parent| self.type_of(parent));
        self.get(parent).map_or(TypeId::UNKNOWN, |known| known.property(element.name()))
    }
}
