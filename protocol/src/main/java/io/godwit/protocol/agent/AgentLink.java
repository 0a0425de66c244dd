package io.godwit.protocol.agent;

import io.godwit.protocol.json.Json;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import tools.jackson.core.JacksonException;

/**
 * The gRPC methods: one that carries a link, a stream of JSON messages in each direction, and two
 * that lead to the certificate it needs.
 */
public final class AgentLink {
  /** Name of the service. Its last part is the version of the messages. */
  public static final String SERVICE = "io.godwit.agent.v1";

  /** Largest message either side accepts: a Hello of some thousand VMs fits several times. */
  public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  /** Opened by the agent. */
  public static final MethodDescriptor<ToManager, ToAgent> CONNECT =
      MethodDescriptor.<ToManager, ToAgent>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Connect"))
          .setRequestMarshaller(new JsonMarshaller<>(ToManager.class))
          .setResponseMarshaller(new JsonMarshaller<>(ToAgent.class))
          .build();

  /** Called without a certificate, once for each host. */
  public static final MethodDescriptor<Enrolment.Enrol, Enrolment.Granted> ENROL =
      unary("Enrol", Enrolment.Enrol.class);

  /** Called with the certificate that is to be renewed. */
  public static final MethodDescriptor<Enrolment.Renew, Enrolment.Granted> RENEW =
      unary("Renew", Enrolment.Renew.class);

  private AgentLink() {}

  private static <T> MethodDescriptor<T, Enrolment.Granted> unary(String name, Class<T> request) {
    return MethodDescriptor.<T, Enrolment.Granted>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(new JsonMarshaller<>(request))
        .setResponseMarshaller(new JsonMarshaller<>(Enrolment.Granted.class))
        .build();
  }

  /** Turns messages into JSON and back; what cannot be read ends the stream with a status. */
  private record JsonMarshaller<T>(Class<T> type) implements MethodDescriptor.Marshaller<T> {
    @Override
    public InputStream stream(T message) {
      return new ByteArrayInputStream(Json.LENIENT.writerFor(type).writeValueAsBytes(message));
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return Json.LENIENT.readValue(stream, type);
      } catch (JacksonException unreadable) {
        throw Status.INVALID_ARGUMENT
            .withDescription("a message on an agent's link is not a " + type.getSimpleName())
            .withCause(unreadable)
            .asRuntimeException();
      }
    }
  }
}
