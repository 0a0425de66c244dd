package io.godwit.manager.rest;

import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.identity.Grantee;
import io.godwit.manager.identity.Scope;
import io.godwit.manager.identity.User;
import io.godwit.manager.identity.gate.Accounts;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.orchestration.VmCall;
import io.godwit.manager.orchestration.VmDraft;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.Role;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmName;
import io.godwit.protocol.api.GrantCreate;
import io.godwit.protocol.api.LimitsView;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.OidcAccountView;
import io.godwit.protocol.api.PlaceRequest;
import io.godwit.protocol.api.TokenCreate;
import io.godwit.protocol.api.UserCreate;
import io.godwit.protocol.api.UserEdit;
import io.godwit.protocol.api.VmCreate;
import io.godwit.protocol.api.VmDiskMove;
import io.godwit.protocol.api.VmStop;
import io.godwit.protocol.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns what people send into typed values, or into a sentence that says what is wrong. Pure. */
final class Requests {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(60);
  private static final long MAX_GRACE_MS = 600_000;

  /** A quarter: long enough to forget that it expires, short enough to be forgotten by thieves. */
  private static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofDays(90);

  private Requests() {}

  /**
   * Reads a body.
   *
   * @throws GodwitException REQUEST_MALFORMED
   */
  static <T> T read(byte[] body, Class<T> type) {
    try {
      T value = Json.STRICT.readValue(body, type);
      if (value == null) {
        throw malformed("The body is null.");
      }
      return value;
    } catch (UnrecognizedPropertyException unknown) {
      throw malformed("There is no field '" + path(unknown) + "'.");
    } catch (DatabindException mismatch) {
      String path = path(mismatch);
      throw malformed(
          path.isEmpty()
              ? "The body is not a JSON object of the expected form."
              : "Field '" + path + "' is missing or of the wrong type.");
    } catch (StreamReadException notJson) {
      throw malformed(
          "The body is not JSON: line "
              + notJson.getLocation().getLineNr()
              + ", column "
              + notJson.getLocation().getColumnNr()
              + ".");
    } catch (JacksonException other) {
      throw malformed("The body cannot be read.");
    }
  }

  static VmDraft draft(VmCreate wish) {
    String cpuModel = wish.cpuModel() == null ? "max" : wish.cpuModel();
    String machine = wish.machine() == null ? MachineType.Q35.value() : wish.machine();
    List<VmCreate.Disk> disks = wish.disks() == null ? List.of() : wish.disks();
    List<VmCreate.Nic> nics = wish.nics() == null ? List.of() : wish.nics();
    return new VmDraft(
        value("name", wish.name(), VmName::new),
        wish.cpus() == null ? 1 : wish.cpus(),
        cpuModel,
        checked("memoryBytes", () -> new DataSize(wish.memoryBytes())),
        value("machine", machine, MachineType::new),
        wish.accelerator() == null
            ? AcceleratorChoice.AUTO
            : oneOf("accelerator", wish.accelerator(), AcceleratorChoice.class),
        boot(wish.kernel()),
        each("disks", disks, Requests::disk),
        each("nics", nics, Requests::nic),
        optional("folder", wish.folder(), FolderPath::new),
        optional("pool", wish.pool(), PoolName::new),
        Names.tags(wish.tags()),
        SharesFace.resources(wish.resources()));
  }

  /** A VM that nobody makes: only where it would start is asked. */
  static VmDraft draft(PlaceRequest wish) {
    List<String> networks = wish.networks() == null ? List.of() : wish.networks();
    return new VmDraft(
        new VmName("new"),
        wish.cpus() == null ? 1 : checkedCpus(wish.cpus()),
        "max",
        checked("memoryBytes", () -> new DataSize(positive(wish.memoryBytes()))),
        MachineType.Q35,
        AcceleratorChoice.AUTO,
        new Boot.Firmware(),
        List.of(),
        each(
            "networks",
            networks,
            (at, text) -> new VmDraft.Nic(value(at, text, NetworkName::new), null)),
        null,
        optional("pool", wish.pool(), PoolName::new),
        Names.tags(wish.tags()),
        SharesFace.resources(wish.resources()));
  }

  private static int checkedCpus(int cpus) {
    if (cpus < 1) {
      throw invalid("cpus", "a VM has one processor or more");
    }
    return cpus;
  }

  static HostId host(String field, @Nullable String text) {
    return value(field, text, HostId::new);
  }

  /**
   * Refuses a migration that is said to be a rehearsal: whoever asks so does not want it to move.
   *
   * @throws GodwitException SPEC_INVALID
   */
  static void noRehearsal(MigrateRequest wish) {
    if (Boolean.TRUE.equals(wish.rehearse())) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "Field 'rehearse' belongs to a check; this call would move the VM.",
          "Send it to .../migrate-check, or leave the field out.");
    }
  }

  /** What is said of limits; nothing is if there is no such field. */
  static LimitsWish limits(@Nullable LimitsView said) {
    if (said == null) {
      return LimitsWish.NONE;
    }
    Long bandwidth = said.bandwidthBytesPerSecond();
    Boolean postcopy = said.allowPostcopy();
    DataRate rate =
        bandwidth == null
            ? null
            : checked("bandwidthBytesPerSecond", () -> new DataRate(positive(bandwidth)));
    LimitsWish limits =
        new LimitsWish(
            null,
            rate,
            null,
            null,
            postcopy == null ? null : postcopy ? PostcopyPolicy.ALLOWED : PostcopyPolicy.FORBIDDEN,
            said.encryption() == null ? null : secrecy("encryption", said.encryption()));
    Long downtime = said.downtimeLimitMs();
    if (downtime != null) {
      limits = limit("downtimeLimitMs", limits, l -> l.withDowntime(Duration.ofMillis(downtime)));
    }
    Long deadline = said.deadlineMs();
    if (deadline != null) {
      limits = limit("deadlineMs", limits, l -> l.withDeadline(Duration.ofMillis(deadline)));
    }
    Integer slowdown = said.maxSlowdownPercent();
    return slowdown == null
        ? limits
        : limit("maxSlowdownPercent", limits, l -> l.withMaxSlowdown(slowdown));
  }

  static DiskWish disks(MigrateRequest wish) {
    boolean copied = wish.withDisks() != null && wish.withDisks();
    if (!copied && (wish.toDatastore() != null || wish.diskFormat() != null)) {
      throw invalid(
          wish.toDatastore() == null ? "diskFormat" : "toDatastore",
          "it says what becomes of disks that go along, and needs withDisks");
    }
    return new DiskWish(
        copied,
        optional("toDatastore", wish.toDatastore(), DatastoreName::new),
        optional(
            "diskFormat", wish.diskFormat(), text -> oneOf("diskFormat", text, DiskFormat.class)));
  }

  /** A disk to move and where to. */
  static VmCall moveDisk(VmName name, byte[] body) {
    VmDiskMove wish = read(body, VmDiskMove.class);
    Integer disk = wish.disk();
    if (disk == null) {
      throw malformed("Field 'disk' is missing.");
    }
    Long bandwidth = wish.bandwidthBytesPerSecond();
    return new VmCall.MoveDisk(
        name,
        disk,
        value("toDatastore", wish.toDatastore(), DatastoreName::new),
        optional("format", wish.format(), text -> oneOf("format", text, DiskFormat.class)),
        bandwidth == null
            ? DataRate.ZERO
            : checked("bandwidthBytesPerSecond", () -> new DataRate(positive(bandwidth))));
  }

  /** Zero is no limit. */
  static DataRate bandwidth(String field, long bytesPerSecond) {
    return checked(field, () -> new DataRate(bytesPerSecond));
  }

  private static SecrecyPolicy secrecy(String field, String text) {
    return switch (text) {
      case "required" -> SecrecyPolicy.REQUIRED;
      case "preferred" -> SecrecyPolicy.PREFERRED;
      case "off" -> SecrecyPolicy.OFF;
      default -> throw invalid(field, "it is required, preferred or off");
    };
  }

  private static long positive(long number) {
    if (number < 1) {
      throw new IllegalArgumentException("a limit is 1 or more");
    }
    return number;
  }

  private static LimitsWish limit(
      String field, LimitsWish limits, UnaryOperator<LimitsWish> change) {
    return checked(field, () -> change.apply(limits));
  }

  /** How long a stop may take; an empty body asks for the usual time. */
  static Duration grace(byte[] body) {
    Long millis = body.length == 0 ? null : read(body, VmStop.class).graceMs();
    if (millis == null) {
      return DEFAULT_GRACE;
    }
    if (millis < 1 || millis > MAX_GRACE_MS) {
      throw invalid("graceMs", "it is 1 to 600,000");
    }
    return Duration.ofMillis(millis);
  }

  /** The VM a path names; what cannot be a name is the name of no VM. */
  static VmName vmName(String segment) {
    return segment(segment, VmName::new, ErrorCode.VM_UNKNOWN, "VM");
  }

  /** The name of a manager, as it stands in a path or a body. */
  static String managerName(String text) {
    try {
      return ManagerConfig.requireName(text);
    } catch (IllegalArgumentException wrong) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "'" + text.replaceAll("\\p{Cntrl}", "?") + "' is no manager's name.",
          "A name is 1 to 63 lower-case letters, digits and hyphens.");
    }
  }

  static HostId hostId(String segment) {
    return segment(segment, HostId::new, ErrorCode.HOST_UNKNOWN, "host");
  }

  static MigrationId migrationId(String segment) {
    return segment(segment, MigrationId::new, ErrorCode.MIGRATION_UNKNOWN, "migration");
  }

  static UserName userName(String segment) {
    return segment(segment, UserName::new, ErrorCode.USER_UNKNOWN, "user");
  }

  static TokenId tokenId(String segment) {
    return segment(segment, TokenId::new, ErrorCode.TOKEN_UNKNOWN, "token");
  }

  static GrantId grantId(String segment) {
    return segment(segment, GrantId::new, ErrorCode.GRANT_UNKNOWN, "grant");
  }

  static String required(String field, @Nullable String text) {
    return value(field, text, same -> same);
  }

  static User user(UserCreate wish, Instant now) {
    String displayName = wish.displayName() == null ? "" : wish.displayName();
    List<String> groups = wish.groups() == null ? List.of() : wish.groups();
    UserName name = value("name", wish.name(), UserName::new);
    User.OidcAccount account = account(wish.account());
    List<GroupName> names = each("groups", groups, Requests::group);
    return checked(
        "user", () -> new User(name, displayName, User.State.ACTIVE, null, account, names, now));
  }

  /** What is not given stays; the account is taken away if it is null. */
  static User user(UserEdit wish, User old) {
    String displayName = wish.displayName() == null ? old.displayName() : wish.displayName();
    User.State state =
        wish.state() == null ? old.state() : oneOf("state", wish.state(), User.State.class);
    User.OidcAccount account = account(wish.account());
    List<GroupName> groups =
        wish.groups() == null ? old.groups() : each("groups", wish.groups(), Requests::group);
    return checked(
        "user",
        () ->
            new User(
                old.name(), displayName, state, old.password(), account, groups, old.createdAt()));
  }

  private static GroupName group(String field, String name) {
    return value(field, name, GroupName::new);
  }

  private static User.@Nullable OidcAccount account(@Nullable OidcAccountView account) {
    if (account == null) {
      return null;
    }
    String issuer = required("account.issuer", account.issuer());
    String subject = required("account.subject", account.subject());
    return checked("account", () -> new User.OidcAccount(issuer, subject));
  }

  static Accounts.TokenWish token(UserName user, TokenCreate wish) {
    String description = wish.description() == null ? "" : wish.description();
    Role role = wish.role() == null ? Role.ADMIN : role("role", wish.role());
    ObjectPath path = wish.object() == null ? ObjectPath.ROOT : object("object", wish.object());
    Long seconds = wish.lifetimeSeconds();
    Duration lifetime =
        seconds == null
            ? DEFAULT_TOKEN_LIFETIME
            : checked("lifetimeSeconds", () -> Duration.ofSeconds(seconds));
    return checked(
        "lifetimeSeconds",
        () -> new Accounts.TokenWish(user, description, new Scope(role, path), lifetime));
  }

  static Grantee grantee(GrantCreate wish) {
    String user = wish.user();
    String group = wish.group();
    if ((user == null) == (group == null)) {
      throw malformed("A grant names a user or a group, one of the two.");
    }
    return user != null
        ? Grantee.of(value("user", user, UserName::new))
        : Grantee.of(value("group", group, GroupName::new));
  }

  static Role role(String field, @Nullable String text) {
    return oneOf(field, text, Role.class);
  }

  static ObjectPath object(String field, @Nullable String text) {
    return value(field, text, ObjectPath::new);
  }

  /** Refuses a right on an object that is not there. */
  static void requireThere(DataCenter state, ObjectPath path) {
    if (!Places.isThere(state, path)) {
      throw invalid("object", "there is nothing at " + path);
    }
  }

  static <T> T segment(String text, Function<String, T> parse, ErrorCode code, String noun) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException notOne) {
      throw new GodwitException(
          code,
          "What the path names is not a " + noun + ": " + notOne.getMessage() + ".",
          "List what there is; nothing was changed.");
    }
  }

  private static Boot boot(VmCreate.@Nullable Kernel kernel) {
    if (kernel == null) {
      return new Boot.Firmware();
    }
    String line = kernel.commandLine();
    return checked(
        "kernel",
        () ->
            new Boot.Kernel(
                file("kernel", kernel.datastore(), kernel.kernel()),
                file("kernel", kernel.datastore(), kernel.initrd()),
                line == null ? "" : line));
  }

  private static DiskSpec disk(String field, VmCreate.Disk disk) {
    return new DiskSpec(
        file(field, disk.datastore(), disk.path()),
        oneOf(field + ".format", disk.format(), DiskFormat.class));
  }

  private static VmDraft.Nic nic(String field, VmCreate.Nic nic) {
    String mac = nic.mac();
    return new VmDraft.Nic(
        value(field + ".network", nic.network(), NetworkName::new),
        mac == null ? null : value(field + ".mac", mac, MacAddress::new));
  }

  private static DatastoreFile file(
      String field, @Nullable String datastore, @Nullable String path) {
    DatastoreName name = value(field + ".datastore", datastore, DatastoreName::new);
    return value(field, path, text -> new DatastoreFile(name, text));
  }

  interface Reader<A, B> {
    B read(String field, A value);
  }

  static <A, B> List<B> each(String field, List<A> values, Reader<A, B> reader) {
    List<B> read = new ArrayList<>();
    for (A value : values) {
      String at = field + "[" + read.size() + "]";
      if (value == null) {
        throw malformed("Field '" + at + "' is null.");
      }
      read.add(reader.read(at, value));
    }
    return read;
  }

  static <E extends Enum<E>> E oneOf(String field, @Nullable String text, Class<E> type) {
    return value(
        field,
        text,
        name -> {
          for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
              return constant;
            }
          }
          throw new IllegalArgumentException(
              "it is one of "
                  + Arrays.stream(type.getEnumConstants())
                      .map(Enum::name)
                      .collect(Collectors.joining(", ")));
        });
  }

  static <T> T value(String field, @Nullable String text, Function<String, T> parse) {
    if (text == null) {
      throw malformed("Field '" + field + "' is missing.");
    }
    return checked(field, () -> parse.apply(text));
  }

  static <T> @Nullable T optional(String field, @Nullable String text, Function<String, T> parse) {
    return text == null ? null : value(field, text, parse);
  }

  static <T> T checked(String field, Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw invalid(field, String.valueOf(wrong.getMessage()));
    }
  }

  private static GodwitException malformed(String detail) {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED,
        detail,
        "Compare the request with /api/v1/openapi.yaml; nothing was changed.");
  }

  static GodwitException invalid(String field, String why) {
    return new GodwitException(
        ErrorCode.SPEC_INVALID,
        "Field '" + field + "' cannot be used: " + why + ".",
        "Correct the field and send the request again; nothing was changed.");
  }

  private static String path(DatabindException at) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference part : at.getPath()) {
      if (part.getPropertyName() == null) {
        path.append('[').append(part.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(part.getPropertyName());
      }
    }
    return path.toString();
  }
}
