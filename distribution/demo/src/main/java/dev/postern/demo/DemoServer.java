package dev.postern.demo;

import dev.postern.thread.DaemonThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** A little mail server on loopback that takes whatever it is given and remembers every conversation. Thread-safe. */
final class DemoServer implements AutoCloseable {
    private final String name;
    private final Optional<SSLContext> tls;
    private final ServerSocket listener;
    private final List<DemoConversation> conversations = new ArrayList<>(); // guarded by itself

    private DemoServer(String name, Optional<SSLContext> tls, ServerSocket listener) {
        this.name = name;
        this.tls = tls;
        this.listener = listener;
    }

    /**
     * Starts it on a free port.
     *
     * @param tls what STARTTLS uses; empty: it is not offered
     */
    static DemoServer start(String name, Optional<SSLContext> tls) throws IOException {
        var server = new DemoServer(name, tls, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        DaemonThreads.named(name).newThread(server::listen).start();
        return server;
    }

    String name() {
        return name;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The first conversation that is as wanted, waited for as long as patience lasts. */
    Optional<DemoConversation> await(Predicate<DemoConversation> wanted, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (conversations) {
            while (true) {
                var found = conversations.stream().filter(wanted).findFirst();
                long left = (end - System.nanoTime()) / 1_000_000;
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                conversations.wait(left);
            }
        }
    }

    /** Whether any conversation so far is like that. */
    boolean saw(Predicate<DemoConversation> wanted) {
        synchronized (conversations) {
            return conversations.stream().anyMatch(wanted);
        }
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                int index = begin();
                DaemonThreads.named(name + "-" + index)
                        .newThread(() -> {
                            new DemoSession(name, tls, change -> change(index, change)).serve(socket);
                            change(index, DemoConversation::end);
                        })
                        .start();
            } catch (IOException e) {
                return; // closed: the demo is over
            }
        }
    }

    private int begin() {
        synchronized (conversations) {
            conversations.add(DemoConversation.BEGUN);
            return conversations.size() - 1;
        }
    }

    private void change(int index, UnaryOperator<DemoConversation> change) {
        synchronized (conversations) {
            conversations.set(index, change.apply(conversations.get(index)));
            conversations.notifyAll();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
