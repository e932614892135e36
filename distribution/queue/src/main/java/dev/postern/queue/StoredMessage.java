package dev.postern.queue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.james.server.core.MimeMessageWrapper;

/**
 * A message that gives the very bytes it was read from until somebody changes it. James's own class reads the header and
 * writes it anew even then, which breaks signatures (RFC 6376 §3.4.1) where the header is not as James would write it.
 */
final class StoredMessage extends MimeMessageWrapper {
    private static final VarHandle SOURCE = source();

    StoredMessage(MimeMessageSource source) throws MessagingException {
        super(source);
    }

    /** Returns the source of the bytes of an unchanged message; empty if it was changed or has no such source. */
    static Optional<MimeMessageSource> untouched(MimeMessage message) {
        return message instanceof MimeMessageWrapper wrapper && !wrapper.isModified()
                ? Optional.ofNullable((MimeMessageSource) SOURCE.get(wrapper))
                : Optional.empty();
    }

    @Override
    public void writeTo(OutputStream header, OutputStream body, String[] without, boolean load)
            throws IOException, MessagingException {
        Optional<MimeMessageSource> untouched =
                header == body && without.length == 0 ? untouched(this) : Optional.empty();
        if (untouched.isEmpty()) {
            super.writeTo(header, body, without, load);
            return;
        }
        try (InputStream bytes = untouched.get().getInputStream()) {
            bytes.transferTo(body);
        }
    }

    @Override
    public InputStream getMessageInputStream() throws MessagingException {
        Optional<MimeMessageSource> untouched = untouched(this);
        if (untouched.isEmpty()) {
            return super.getMessageInputStream();
        }
        try {
            return untouched.get().getInputStream();
        } catch (IOException e) {
            throw new MessagingException("Could not read the bytes of the message", e);
        }
    }

    /** James keeps the source to its heirs, but messages that it makes itself are to stay untouched too. */
    private static VarHandle source() {
        try {
            return MethodHandles.privateLookupIn(MimeMessageWrapper.class, MethodHandles.lookup())
                    .findVarHandle(MimeMessageWrapper.class, "source", MimeMessageSource.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
