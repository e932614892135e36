package dev.postern.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.Mail;
import org.apache.mailet.PerRecipientHeaders.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes and decodes everything of a message but its content: name, state, error message, sender, recipients, where
 * it came from, when it was last updated, its attributes with their types (the parameters of RFC 3461 are among them),
 * and the headers that only one recipient gets. The bytes are JSON in ASCII, with the version of the form in front.
 *
 * <p>Attributes are stored if they are of one of James's own types ({@link AttributeType}). One that is not, such as any
 * Java object, is left out, with an error in the log that names it: a message that was accepted is not refused or lost
 * because a mailet hung something on it, and nothing that is read back can name a class. An attribute of which a part
 * cannot be stored is left out whole. Safe for any thread.
 */
public final class EnvelopeCodec {
    private static final Logger LOGGER = LoggerFactory.getLogger(EnvelopeCodec.class);
    // Escaped, because half a character that a mailet cut through is no UTF-8, but is to be kept all the same.
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Returns the bytes of the envelope. The message itself is not touched. */
    public byte[] encode(Mail mail) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(1024)) {
            try (JsonGenerator json = JSON.createGenerator(bytes)) {
                json.writeStartObject();
                json.writeNumberField("version", EnvelopeReader.VERSION);
                json.writeStringField("name", mail.getName());
                text("state", mail.getState(), json);
                text("error", mail.getErrorMessage(), json);
                Optional<MailAddress> sender = mail.getMaybeSender().asOptional();
                if (sender.isPresent()) {
                    json.writeStringField("sender", address(sender.get()));
                }
                json.writeArrayFieldStart("recipients");
                for (MailAddress recipient : mail.getRecipients()) {
                    json.writeString(address(recipient));
                }
                json.writeEndArray();
                text("remoteHost", mail.getRemoteHost(), json);
                text("remoteAddr", mail.getRemoteAddr(), json);
                if (mail.getLastUpdated() != null) {
                    json.writeNumberField(
                            "lastUpdated", mail.getLastUpdated().toInstant().toEpochMilli());
                }
                attributes(mail, json);
                headers(mail, json);
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("An envelope could not be written to memory.", e);
        }
    }

    /**
     * Returns the message without its content, which the caller adds.
     *
     * @throws UnreadableEnvelope if the bytes are no envelope, or of a version that is not known
     */
    public MailImpl decode(byte[] bytes) throws UnreadableEnvelope {
        return EnvelopeReader.read(bytes);
    }

    private static void attributes(Mail mail, JsonGenerator json) throws IOException {
        List<Attribute> attributes = mail.attributes().toList();
        if (attributes.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("attributes");
        for (Attribute attribute : attributes) {
            Optional<String> refusal = AttributeWriter.refusal(attribute.getValue());
            if (refusal.isPresent()) {
                LOGGER.error(
                        "Could not store attribute {} of message {}: {}. The message continues without it.",
                        attribute.getName().asString(),
                        mail.getName(),
                        refusal.get());
            } else {
                json.writeFieldName(attribute.getName().asString());
                AttributeWriter.write(attribute.getValue(), json);
            }
        }
        json.writeEndObject();
    }

    private static void headers(Mail mail, JsonGenerator json) throws IOException {
        var headers = mail.getPerRecipientSpecificHeaders().getHeadersByRecipient();
        if (headers.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("headers");
        for (Map.Entry<MailAddress, Header> entry : headers.entries()) {
            json.writeStartArray();
            json.writeString(address(entry.getKey()));
            json.writeString(entry.getValue().getName());
            json.writeString(entry.getValue().getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** Returns the address with the domain in the sender's case, which James's own text form lowers. */
    private static String address(MailAddress address) {
        return address.getLocalPart() + "@" + address.getDomain().name();
    }

    private static void text(String key, String value, JsonGenerator json) throws IOException {
        if (value != null) {
            json.writeStringField(key, value);
        }
    }
}
