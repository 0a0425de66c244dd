package io.godwit.manager.rest;

import io.godwit.manager.catalog.CatalogKey;
import io.godwit.manager.catalog.CatalogKind;
import io.godwit.manager.curation.Draft;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.model.catalog.CatalogObject;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.catalog.TagName;
import io.godwit.model.host.HostId;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Privilege;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.ApiPaths;
import io.godwit.protocol.api.RuleEdit;
import io.godwit.protocol.api.RuleView;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules in the API. People name VMs; what is kept are their ids. */
final class RuleFace implements Face {
  @Override
  public CatalogKind kind() {
    return CatalogKind.RULE;
  }

  @Override
  public String list() {
    return ApiPaths.rulesOf("{cluster}");
  }

  @Override
  public String item() {
    return ApiPaths.rule("{cluster}", "{rule}");
  }

  @Override
  public Privilege edit() {
    return Privilege.RULE_EDIT;
  }

  @Override
  public CatalogKey key(Context request) {
    return new CatalogKey(
        CatalogKind.RULE,
        Names.cluster(request) + ":" + Names.inPath(request, CatalogKind.RULE, RuleName::new));
  }

  @Override
  public ObjectPath home(Context request) {
    return Places.cluster(Names.cluster(request));
  }

  @Override
  public String location(CatalogKey key) {
    int colon = key.id().indexOf(':');
    return ApiPaths.rule(key.id().substring(0, colon), key.id().substring(colon + 1));
  }

  @Override
  public List<CatalogKey> listed(Tally tally, Context request) {
    return Clustered.listed(tally, request, kind());
  }

  @Override
  public Draft draft(Context request, byte[] body, Optional<CatalogKey> edited) {
    RuleEdit wish = Requests.read(body, RuleEdit.class);
    return draft(
        Names.cluster(request), Names.named(wish.name(), edited, "name", RuleName::new), wish);
  }

  /** A rule of a cluster, as somebody wants it. */
  static Draft draft(ClusterName cluster, RuleName name, RuleEdit wish) {
    Rule.Kind kind =
        Requests.oneOf("kind", Requests.required("kind", wish.kind()), Rule.Kind.class);
    Rule.Strength strength =
        wish.strength() == null
            ? Rule.Strength.MUST
            : Requests.oneOf("strength", wish.strength(), Rule.Strength.class);
    List<VmName> vms = each("vms", wish.vms(), (at, text) -> Requests.value(at, text, VmName::new));
    List<HostId> hosts =
        each("hosts", wish.hosts(), (at, text) -> Requests.value(at, text, HostId::new));
    TagName vmTag = Requests.optional("vmTag", wish.vmTag(), TagName::new);
    TagName hostTag = Requests.optional("hostTag", wish.hostTag(), TagName::new);
    if (kind.takesVms() && vms.isEmpty() && vmTag == null) {
      throw Requests.invalid("vms", "a rule names VMs or a tag of VMs");
    }
    Integer most =
        wish.most() == null && kind == Rule.Kind.SPREAD ? Integer.valueOf(1) : wish.most();
    return state ->
        Requests.checked(
            "rule",
            () ->
                new Rule(
                    cluster,
                    name,
                    kind,
                    strength,
                    ids(state, vms),
                    vmTag,
                    there(state, hosts),
                    hostTag,
                    most,
                    Names.text(wish.description())));
  }

  private static <T> List<T> each(
      String field, @Nullable List<String> texts, Requests.Reader<String, T> reader) {
    return texts == null ? List.of() : Requests.each(field, texts, reader);
  }

  private static List<VmId> ids(DataCenter state, List<VmName> names) {
    List<VmId> ids = new ArrayList<>();
    for (VmName name : names) {
      ids.add(
          state
              .hard()
              .names()
              .get(name)
              .orElseThrow(() -> Requests.invalid("vms", "there is no VM " + name)));
    }
    return ids;
  }

  private static List<HostId> there(DataCenter state, List<HostId> hosts) {
    for (HostId host : hosts) {
      if (!state.knows(host)) {
        throw Requests.invalid("hosts", "there is no host " + host);
      }
    }
    return hosts;
  }

  @Override
  public RuleView view(Tally tally, CatalogObject object) {
    Rule rule = (Rule) object;
    TagName vmTag = rule.vmTag();
    TagName hostTag = rule.hostTag();
    return new RuleView(
        rule.cluster().value(),
        rule.name().value(),
        rule.kind().name(),
        rule.strength().name(),
        rule.vms().stream()
            .flatMap(id -> tally.state().hard().vms().get(id).stream())
            .map(vm -> vm.name().value())
            .sorted()
            .toList(),
        vmTag == null ? null : vmTag.value(),
        rule.hosts().stream().map(HostId::value).toList(),
        hostTag == null ? null : hostTag.value(),
        rule.most(),
        rule.description());
  }
}
