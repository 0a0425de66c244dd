package io.godwit.trace;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces that keeps what it gets: real HTTP, and as much of OTLP as spans need. */
public final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  public Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          read(exchange.getRequestBody().readAllBytes());
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  /**
   * A span as it was sent.
   *
   * @param service whose it is
   * @param parent empty for the first of a trace
   * @param nanos from its beginning to its end
   */
  public record Received(
      String service, String trace, String id, String parent, String name, long nanos) {}

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public List<Received> spans() {
    return List.copyOf(spans);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** ExportTraceServiceRequest: 1 resource_spans { 1 resource, 2 scope_spans { 2 spans } }. */
  private void read(byte[] request) {
    for (Field resourceSpans : fields(request)) {
      String service = "";
      for (Field part : fields(resourceSpans.bytes)) {
        if (part.number == 1) {
          service = service(part.bytes);
        } else if (part.number == 2) {
          for (Field span : fields(part.bytes)) {
            if (span.number == 2) {
              spans.add(span(service, span.bytes));
            }
          }
        }
      }
    }
  }

  /** Resource: 1 attributes { 1 key, 2 value { 1 string } }. */
  private static String service(byte[] resource) {
    for (Field attribute : fields(resource)) {
      List<Field> pair = fields(attribute.bytes);
      if (pair.size() == 2 && text(pair.get(0).bytes).equals("service.name")) {
        return text(fields(pair.get(1).bytes).getFirst().bytes);
      }
    }
    return "";
  }

  /** Span: 1 trace, 2 id, 4 parent, 5 name, 7 start, 8 end. */
  private static Received span(String service, byte[] span) {
    String trace = "";
    String id = "";
    String parent = "";
    String name = "";
    long nanos = 0;
    for (Field field : fields(span)) {
      switch (field.number) {
        case 1 -> trace = HexFormat.of().formatHex(field.bytes);
        case 2 -> id = HexFormat.of().formatHex(field.bytes);
        case 4 -> parent = HexFormat.of().formatHex(field.bytes);
        case 5 -> name = text(field.bytes);
        case 7 -> nanos -= field.value;
        case 8 -> nanos += field.value;
        default -> {}
      }
    }
    return new Received(service, trace, id, parent, name, nanos);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** One field of a message: its bytes, or its number. */
  private static final class Field {
    final int number;
    final byte[] bytes;
    final long value;

    Field(int number, byte[] bytes, long value) {
      this.number = number;
      this.bytes = bytes;
      this.value = value;
    }
  }

  private static List<Field> fields(byte[] message) {
    List<Field> found = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      switch (tag & 7) {
        case 0 -> found.add(new Field(tag >>> 3, new byte[0], varint(in)));
        case 1 -> found.add(new Field(tag >>> 3, new byte[0], in.getLong()));
        case 2 -> {
          byte[] bytes = new byte[(int) varint(in)];
          in.get(bytes);
          found.add(new Field(tag >>> 3, bytes, 0));
        }
        case 5 -> found.add(new Field(tag >>> 3, new byte[0], in.getInt()));
        default -> throw new IllegalArgumentException("not protobuf");
      }
    }
    return found;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
