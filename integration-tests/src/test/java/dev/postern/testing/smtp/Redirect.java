package dev.postern.testing.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An address and port that lead to another port of this machine, as a router's redirect does. */
public final class Redirect implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private Redirect(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** From that address and port to that port of 127.0.0.1. */
    public static Redirect start(String address, int port, int target) {
        try {
            var redirect = new Redirect(new ServerSocket(port, 50, InetAddress.getByName(address)), target);
            daemon(redirect::accept);
            return redirect;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket gateway = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, gateway));
                daemon(() -> copy(client, gateway));
                daemon(() -> copy(gateway, client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two hung up.
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "redirect");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
