package dev.postern.storage;

import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.lifecycle.api.Configurable;
import org.apache.james.mailrepository.api.Initializable;
import org.apache.james.mailrepository.api.MailKey;
import org.apache.james.mailrepository.api.MailRepository;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;

/**
 * Implements James's repository of messages with files below its URL ({@code file://var/…}, which is the data
 * directory). {@link StoredMessages} defines their form and when a message counts as stored. {@link #store} returns
 * when the message is on disk, so that its queue can then delete it. The repository itself never removes a message that
 * it cannot read. Safe for any thread.
 */
public final class DurableMailRepository implements MailRepository, Configurable, Initializable {
    private final FileSystem files;
    private final MessageDirectories directories;
    private Optional<String> url = Optional.empty();
    private Optional<StoredMessages> opened = Optional.empty();

    @Inject
    public DurableMailRepository(FileSystem files, MessageDirectories directories) {
        this.files = files;
        this.directories = directories;
    }

    @Override
    public void configure(HierarchicalConfiguration<ImmutableNode> configuration) throws ConfigurationException {
        url = Optional.ofNullable(configuration.getString("[@destinationURL]"));
    }

    /** @throws IOException if it lies outside the data directory, or its directory cannot be used */
    @Override
    public void init() throws IOException {
        opened = Optional.of(
                directories.open(files.getFileWithinBaseDir(url.orElseThrow()).toPath()));
    }

    @Override
    public MailKey store(Mail mail) throws MessagingException {
        try {
            messages().store(mail);
            return MailKey.forMail(mail);
        } catch (IOException e) {
            throw failed("store", mail.getName(), e);
        }
    }

    @Override
    public Iterator<MailKey> list() throws MessagingException {
        try {
            return messages().names().stream().map(MailKey::new).iterator();
        } catch (IOException e) {
            throw failed("list", "all messages", e);
        }
    }

    @Override
    public long size() throws MessagingException {
        try {
            return messages().size();
        } catch (IOException e) {
            throw failed("count", "all messages", e);
        }
    }

    /** @throws MessagingException if it is there, but cannot be read */
    @Override
    public @Nullable Mail retrieve(MailKey key) throws MessagingException {
        try {
            return messages().retrieve(key.asString()).orElse(null);
        } catch (IOException | UnreadableEnvelope e) {
            throw failed("read", key.asString(), e);
        }
    }

    @Override
    public void remove(MailKey key) throws MessagingException {
        try {
            messages().remove(key.asString());
        } catch (IOException e) {
            throw failed("remove", key.asString(), e);
        }
    }

    @Override
    public void removeAll() throws MessagingException {
        try {
            messages().removeAll();
        } catch (IOException e) {
            throw failed("remove", "all messages", e);
        }
    }

    private StoredMessages messages() {
        return opened.orElseThrow(() -> new IllegalStateException("The repository was not opened."));
    }

    private MessagingException failed(String what, String which, Exception cause) {
        return new MessagingException(
                "Cannot " + what + " " + which + " in " + url.orElse("?") + ": " + cause.getMessage(), cause);
    }
}
