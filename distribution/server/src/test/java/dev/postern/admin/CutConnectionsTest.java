package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Which connections are cut, and when. */
class CutConnectionsTest {
    private final List<String> cut = new ArrayList<>();
    private final SlowClients clients = new SlowClients(2, Duration.ofHours(1));

    @Test
    void theOneThatWaitsLongestIsCutForEachOneMore() {
        for (String name : List.of("a", "b", "c", "d")) {
            clients.onOpened(connection(name));
        }
        assertThat(cut).containsExactly("a", "b");
    }

    /** Its request fails when it is cut, before the connection is known to be closed. */
    @Test
    void theEndOfARequestWhoseConnectionWasCutCutsNoOther() throws Exception {
        clients.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(false, null, callback);
                return true;
            }
        });
        List<Runnable> ends = new ArrayList<>();
        Connection reader = connection("reads slowly");
        clients.onOpened(reader);
        clients.handle(request(reader, ends), fake(Response.class, Map.of()), Callback.NOOP);
        clients.onOpened(connection("b"));
        clients.onOpened(connection("c"));
        assertThat(cut).containsExactly("reads slowly");

        assertThat(ends).hasSize(1);
        ends.get(0).run();
        assertThat(cut).containsExactly("reads slowly");
    }

    private Connection connection(String name) {
        EndPoint end = fake(EndPoint.class, Map.of("close", arguments -> cut.add(name)));
        return fake(Connection.class, Map.of("getEndPoint", arguments -> end));
    }

    /** @param ends what ends the request with a failure is added to it */
    private static Request request(Connection connection, List<Runnable> ends) {
        ConnectionMetaData metaData = fake(ConnectionMetaData.class, Map.of("getConnection", arguments -> connection));
        return fake(
                Request.class,
                Map.of(
                        "getConnectionMetaData",
                        arguments -> metaData,
                        "addHttpStreamWrapper",
                        arguments -> ends.add(() -> end(arguments[0]))));
    }

    @SuppressWarnings("unchecked")
    private static void end(Object wrapper) {
        ((Function<HttpStream, HttpStream>) wrapper)
                .apply(fake(HttpStream.class, Map.of()))
                .failed(new Exception("cut"));
    }

    /** One that answers these methods, and does nothing in the others. */
    private static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> {
                        Object answer = answers.getOrDefault(method.getName(), any -> null)
                                .apply(arguments == null ? new Object[0] : arguments);
                        yield method.getReturnType() == void.class ? null : answer;
                    }
                }));
    }
}
