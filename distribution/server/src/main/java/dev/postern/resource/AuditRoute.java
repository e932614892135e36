package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.AuditListing;
import dev.postern.audit.AuditReader;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.IOException;
import java.util.Optional;
import javax.inject.Inject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /api/v1/audit}: the admin audit log, the oldest entry first. */
public final class AuditRoute implements ApiRoute {
    private static final Logger LOGGER = LoggerFactory.getLogger(AuditRoute.class);
    private static final String LIST = "audit";

    private final AuditReader audit;

    @Inject
    public AuditRoute(AuditReader audit) {
        this.audit = audit;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.AUDIT, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(AuditListing.class, "Lists the admin audit log, the oldest entry first.")
                .paged()
                .fails(503);
    }

    @Override
    public void handle(Context request) {
        Page page = Page.of(request, LIST);
        AuditReader.Page read = read(page.after().map(AuditRoute::position).orElse(0L), page.limit());
        String end = Page.cursor(LIST, Long.toString(read.end()));
        request.json(new AuditListing(
                read.entries(), read.damaged(), read.more() ? Optional.of(end) : Optional.empty(), end));
    }

    private AuditReader.Page read(long position, int limit) {
        try {
            return audit.read(position, limit).orElseThrow(Page::invalidCursor);
        } catch (IOException e) {
            LOGGER.warn("Could not read {}: {}", audit.file(), e.toString());
            throw new ServiceUnavailableResponse("Could not read the admin audit log. The gateway's log has more.");
        }
    }

    private static long position(String text) {
        try {
            return Long.parseUnsignedLong(text) & Long.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw Page.invalidCursor();
        }
    }
}
