package dev.postern.assembly;

import dev.postern.admin.AdminServer;
import java.io.IOException;
import java.util.Optional;

/** The open admin port. */
final class AdminPort {
    private final Opening opening;
    private Optional<AdminServer> server = Optional.empty();

    /** Opens it. */
    interface Opening {
        AdminServer open() throws IOException;
    }

    AdminPort(Opening opening) {
        this.opening = opening;
    }

    void open() throws IOException {
        server = Optional.of(opening.open());
    }

    void close() {
        server.ifPresent(AdminServer::close);
    }
}
