package dev.postern.reload;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGHUP, which would end the JVM. Java has no public class for signals, and javac warns of {@code sun.misc.Signal}, which module
 * {@code jdk.unsupported} exports, in a way that nothing suppresses: hence reflection.
 */
public final class HangupSignal {
    private static final Logger LOGGER = LoggerFactory.getLogger(HangupSignal.class);

    private HangupSignal() {}

    /**
     * Runs that action, in a thread of its own, for each SIGHUP from now on. A process that was started with SIGHUP ignored
     * ({@code nohup}) goes on ignoring it.
     *
     * @param action must not throw
     */
    public static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler handled = (proxy, method, arguments) -> switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && proxy == arguments[0];
                case "toString" -> "SIGHUP handler";
                default -> {
                    action.run();
                    yield null;
                }
            };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("HUP"),
                            Proxy.newProxyInstance(
                                    HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, handled));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOGGER.warn("Could not handle SIGHUP; kill -HUP does not reload here: {}", String.valueOf(e.getCause()));
        }
    }
}
