package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.Folder;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.FolderEdit;
import io.godwit.protocol.api.FolderView;
import io.javalin.http.Context;
import java.util.Optional;

/** Folders in the API. They are made by those who may change all of them. */
final class FolderFace implements Face {
  @Override
  public CatalogKind kind() {
    return CatalogKind.FOLDER;
  }

  @Override
  public String list() {
    return ApiPaths.FOLDERS;
  }

  @Override
  public String item() {
    return ApiPaths.folder("{folder}");
  }

  @Override
  public Privilege edit() {
    return Privilege.FOLDER_EDIT;
  }

  @Override
  public CatalogKey key(Context request) {
    return CatalogKey.of(Names.folder(request));
  }

  @Override
  public ObjectPath home(Context request) {
    return Places.FOLDERS;
  }

  @Override
  public String location(CatalogKey key) {
    return ApiPaths.folder(key.id());
  }

  @Override
  public Draft draft(Context request, byte[] body, Optional<CatalogKey> edited) {
    FolderEdit wish = Requests.read(body, FolderEdit.class);
    FolderPath path = Names.named(wish.path(), edited, "path", FolderPath::new);
    Folder folder =
        Requests.checked("folder", () -> new Folder(path, Names.text(wish.description())));
    return state -> folder;
  }

  @Override
  public FolderView view(Tally tally, CatalogObject object) {
    Folder folder = (Folder) object;
    return new FolderView(folder.path().value(), folder.description(), tally.vmsIn(folder.path()));
  }
}
