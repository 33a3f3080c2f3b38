//! What can be wrong with a definition while its snapshot is made, in words.

crate::messages! {
    BASE_MISSING = "base-definition-missing", Warning, NotFound {
        en: "The base {base} of {url} is not at hand; only what the profile itself lists is checked.", "Add the package that carries it with --package.";
        ja: "{url} の基底 {base} が見つからないため、プロファイル自身に書かれた要素だけを検査します。", "それを含むパッケージを --package で追加してください。";
        explain: "A profile lists only what differs from its base. Without the base neither the elements that it inherits nor their constraints are known."
    }
    BASE_CYCLE = "base-definition-cycle", Warning, Invalid {
        en: "{url} is based on itself, by way of {base}.", "";
        ja: "{url} は {base} を経て自分自身を基底としています。", "";
        explain: "Following baseDefinition from this definition leads back to it, so there is nothing to build on."
    }
    PROFILE_MISSING = "type-profile-missing", Information, NotFound {
        en: "{url} constrains elements within {profile} ({element}), which is not at hand; the type itself is taken instead.", "Add the package that carries it with --package.";
        ja: "{url} は {profile} の中の要素（{element}）を制約していますが、それが見つからないため、型そのものを使います。", "それを含むパッケージを --package で追加してください。";
        explain: "The profile reaches into elements that another profile or type defines. What that one demands is not checked."
    }
    UNKNOWN_ELEMENT = "differential-unknown-element", Warning, Invalid {
        en: "{url} constrains {element}, which its base does not have.", "";
        ja: "{url} が制約している {element} は基底に存在しません。", "";
        explain: "The path of an element in the differential leads to no element of the base definition or of the type at that place. The element is left out."
    }
    OUT_OF_ORDER = "differential-out-of-order", Information, Invalid {
        en: "The differential of {url} lists its elements out of order, first at {element}.", "Some validators refuse such a definition. List elements as the base does, each slice directly followed by its children.";
        ja: "{url} の差分（differential）は要素の並びが正しくありません（最初は {element}）。", "このような定義を拒否する検証器もあります。基底と同じ順に、スライスの直後にその子要素を並べてください。";
        explain: "FHIR wants a differential to list elements in the order of the base, and a slice to be followed by its children. What is meant is clear nevertheless, so the definition is used."
    }
    SLICING_MISSING = "slicing-missing", Information, Invalid {
        en: "{url} defines the slice {element} of an element that says nothing on how slices are told apart.", "Give the element slicing with a discriminator.";
        ja: "{url} のスライス {element} について、スライスの見分け方（slicing）が定義されていません。", "要素に slicing と discriminator を定義してください。";
        explain: "Slices are told apart by the discriminators of the element that they slice. Only extensions and choice types have a rule of their own."
    }
    NAME_ONLY = "slice-name-without-slicing", Information, Invalid {
        en: "{url} names {element} as a slice, but the element is not sliced; what it says holds for the element itself.", "Remove the sliceName, or give the element slicing with a discriminator.";
        ja: "{url} は {element} をスライスとしていますが、要素にスライスの定義（slicing）がないため、要素そのものへの制約として扱います。", "sliceName を削除するか、要素に slicing と discriminator を定義してください。";
        explain: "Older definitions use slice names as mere names. Without slicing, and with one such name only, there is nothing to tell apart."
    }
    TOO_LARGE = "snapshot-too-large", Warning, TooCostly {
        en: "The snapshot of {url} would have more than {limit} elements; it is not complete.", "";
        ja: "{url} のスナップショットは {limit} 要素を超えるため、途中で打ち切ります。", "";
        explain: "Slices within slices multiply the number of elements. No published profile comes near the limit."
    }
}
