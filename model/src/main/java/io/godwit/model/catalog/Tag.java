package io.godwit.model.catalog;

/** A tag that can be put on things. */
public record Tag(TagName name, String description) implements CatalogObject {
  public Tag {
    Texts.requireDescription(description);
  }

  @Override
  public String id() {
    return name.value();
  }
}
