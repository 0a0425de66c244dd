package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Tag;
import io.godwit.model.catalog.TagName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.TagEdit;
import io.godwit.protocol.api.TagView;
import io.javalin.http.Context;
import java.util.Optional;

/** Tags in the API. */
final class TagFace implements Face {
  @Override
  public CatalogKind kind() {
    return CatalogKind.TAG;
  }

  @Override
  public String list() {
    return ApiPaths.TAGS;
  }

  @Override
  public String item() {
    return ApiPaths.tag("{tag}");
  }

  @Override
  public Privilege edit() {
    return Privilege.TAG_EDIT;
  }

  @Override
  public CatalogKey key(Context request) {
    return CatalogKey.of(Names.inPath(request, CatalogKind.TAG, TagName::new));
  }

  @Override
  public ObjectPath home(Context request) {
    return Places.TAGS;
  }

  @Override
  public String location(CatalogKey key) {
    return ApiPaths.tag(key.id());
  }

  @Override
  public Draft draft(Context request, byte[] body, Optional<CatalogKey> edited) {
    TagEdit wish = Requests.read(body, TagEdit.class);
    TagName name = Names.named(wish.name(), edited, "name", TagName::new);
    Tag tag = Requests.checked("tag", () -> new Tag(name, Names.text(wish.description())));
    return state -> tag;
  }

  @Override
  public TagView view(Tally tally, CatalogObject object) {
    Tag tag = (Tag) object;
    return new TagView(
        tag.name().value(),
        tag.description(),
        tally.vmsWith(tag.name()),
        tally.hostsWith(tag.name()));
  }
}
