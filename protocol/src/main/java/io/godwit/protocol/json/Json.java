package io.godwit.protocol.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.QuietTime;
import io.godwit.model.catalog.RuleName;
import io.godwit.model.catalog.TagName;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.identity.GrantId;
import io.godwit.model.identity.GroupName;
import io.godwit.model.identity.ObjectPath;
import io.godwit.model.identity.TokenId;
import io.godwit.model.identity.UserName;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.task.TaskId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/** The two mappers of the project. Both are immutable and shared. */
public final class Json {
  /** For our own parts and our own files: unknown fields are ignored. */
  public static final JsonMapper LENIENT = builder().build();

  /**
   * For what people send: an unknown field, a missing or null number, a text for a number, a number
   * for a text or a fraction for a whole number is an error.
   */
  public static final JsonMapper STRICT =
      builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .annotationIntrospector(new NumbersRequired())
          .build();

  private Json() {}

  private static JsonMapper.Builder builder() {
    SimpleModule values = new SimpleModule("godwit-values");
    text(values, HostId.class, HostId::new);
    text(values, DatastoreName.class, DatastoreName::new);
    text(values, NetworkName.class, NetworkName::new);
    text(values, ClusterName.class, ClusterName::new);
    text(values, PoolName.class, PoolName::new);
    text(values, RuleName.class, RuleName::new);
    text(values, TagName.class, TagName::new);
    text(values, QuietTime.class, QuietTime::new);
    text(values, FolderPath.class, FolderPath::new);
    text(values, VmId.class, VmId::parse);
    text(values, VmName.class, VmName::new);
    text(values, MacAddress.class, MacAddress::new);
    text(values, Ipv4Address.class, Ipv4Address::new);
    text(values, MachineType.class, MachineType::new);
    text(values, MigrationId.class, MigrationId::new);
    text(values, TaskId.class, TaskId::new);
    text(values, UserName.class, UserName::new);
    text(values, GroupName.class, GroupName::new);
    text(values, TokenId.class, TokenId::new);
    text(values, GrantId.class, GrantId::new);
    text(values, ObjectPath.class, ObjectPath::new);
    text(values, QemuVersion.class, QemuVersion::parse);
    number(values, Generation.class, Generation::value, Generation::new);
    number(values, DataSize.class, DataSize::bytes, DataSize::new);
    number(values, DataRate.class, DataRate::bytesPerSecond, DataRate::new);
    number(values, Duration.class, Duration::toNanos, Duration::ofNanos);
    return JsonMapper.builder()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        // A record is its components. What else it can be asked, as isActive(), is not written.
        .changeDefaultVisibility(all -> all.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
        .addMixIn(Boot.class, Typed.class)
        .addMixIn(RightToRun.class, Typed.class)
        .addMixIn(Blackout.class, Typed.class)
        .addModule(values);
  }

  /** A component that cannot be null has to be there; Jackson would make it 0. */
  private static final class NumbersRequired extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
      return member.getRawType().isPrimitive() ? Boolean.TRUE : null;
    }
  }

  /** Sealed types name their permitted type. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
  private interface Typed {}

  private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
    module.addSerializer(
        type,
        new StdSerializer<T>(type) {
          @Override
          public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.toString());
          }
        });
    module.addDeserializer(
        type,
        new StdDeserializer<T>(type) {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) {
            return checked(context, type, () -> parse.apply(in.getString()));
          }
        });
    module.addKeyDeserializer(
        type,
        new KeyDeserializer() {
          @Override
          public Object deserializeKey(String key, DeserializationContext context) {
            return checked(context, type, () -> parse.apply(key));
          }
        });
  }

  private static <T> void number(
      SimpleModule module, Class<T> type, ToLongFunction<T> value, LongFunction<T> of) {
    module.addSerializer(
        type,
        new StdSerializer<T>(type) {
          @Override
          public void serialize(T number, JsonGenerator out, SerializationContext context) {
            out.writeNumber(value.applyAsLong(number));
          }
        });
    module.addDeserializer(
        type,
        new StdDeserializer<T>(type) {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) {
            return checked(context, type, () -> of.apply(in.getLongValue()));
          }
        });
  }

  private static <T> T checked(
      DeserializationContext context, Class<T> type, java.util.function.Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException invalid) {
      return context.reportInputMismatch(type, "%s", invalid.getMessage());
    }
  }
}
