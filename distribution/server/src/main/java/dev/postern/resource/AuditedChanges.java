package dev.postern.resource;

import dev.postern.address.AddressText;
import dev.postern.admin.Authorization;
import dev.postern.admin.Caller;
import dev.postern.audit.Actor;
import dev.postern.audit.AuditLog;
import dev.postern.audit.Change;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import javax.inject.Inject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the changes that requests make in the admin audit log, before they take effect. */
public final class AuditedChanges {
    private static final Logger LOGGER = LoggerFactory.getLogger(AuditedChanges.class);

    private final AuditLog audit;

    @Inject
    public AuditedChanges(AuditLog audit) {
        this.audit = audit;
    }

    /** Returns who sent a request. */
    static Actor actor(Context request) {
        return new Actor(
                Authorization.principal(request).name(), Optional.of(AddressText.of(Caller.clientOf(request))));
    }

    /** Records a change that is about to take effect; throws a 507 or 503 if that is impossible, and nothing may be changed then. */
    void record(Context request, Change change) {
        try {
            audit.record(actor(request), change);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** Records that a change which is in the log failed. */
    void recordFailure(Context request, Change change, Exception failure) {
        audit.recordFailure(actor(request), change, failure);
    }

    /** Returns the response to a change that could not be written to disk: 507 if the disk is full, else 503. */
    static HttpResponseException unwritten(IOException failure) {
        LOGGER.error("Could not write a change of the admin API to disk; nothing was changed", failure);
        String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = reason.contains("no space left") || reason.contains("quota exceeded");
        return full
                ? new HttpResponseException(507, "The disk is full; nothing was changed.")
                : new HttpResponseException(
                        503, "Could not write to disk; nothing was changed. The gateway's log has more.");
    }
}
