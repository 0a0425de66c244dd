package io.godwit.model.catalog;

/** A folder that VMs are filed in. */
public record Folder(FolderPath path, String description) implements CatalogObject {
  public Folder {
    Texts.requireDescription(description);
  }

  @Override
  public String id() {
    return path.value().replace('/', ':');
  }
}
