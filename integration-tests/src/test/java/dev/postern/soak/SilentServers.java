package dev.postern.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Servers that accept connections and never say a word. */
final class SilentServers implements AutoCloseable {
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** Listens on that port of each of these addresses. */
    SilentServers(List<String> addresses, int port) throws IOException {
        for (String address : addresses) {
            var listener = new ServerSocket(port, 200, InetAddress.getByName(address));
            listeners.add(listener);
            var thread = new Thread(() -> accept(listener), "silent-" + address);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void accept(ServerSocket listener) {
        try {
            while (true) {
                sockets.add(listener.accept());
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket listener : listeners) {
            listener.close();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
