package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.mailet.ArbitrarySerializable;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no envelope, or one made to do harm. */
class HostileEnvelopeTest {
    private static final String VALID = "{'version':1,'name':'m','recipients':[]}";
    private final EnvelopeCodec codec = new EnvelopeCodec();

    @Test
    void theLeastEnvelopeIsReadable() throws Exception {
        assertThat(codec.decode(bytes(VALID)).getName()).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "'text'",
                "{'name':'m','recipients':[]}",
                "{'version':'1','name':'m','recipients':[]}",
                "{'version':1.0,'name':'m','recipients':[]}",
                "{'version':1,'recipients':[]}",
                "{'version':1,'name':'','recipients':[]}",
                "{'version':1,'name':7,'recipients':[]}",
                "{'version':1,'name':'m'}",
                "{'version':1,'name':'m','recipients':'a@b.test'}",
                "{'version':1,'name':'m','recipients':[7]}",
                "{'version':1,'name':'m','recipients':['no address']}",
                "{'version':1,'name':'m','recipients':[],'sender':null}",
                "{'version':1,'name':'m','recipients':[],'sender':''}",
                "{'version':1,'name':'m','recipients':[],'state':{}}",
                "{'version':1,'name':'m','recipients':[],'lastUpdated':'now'}",
                "{'version':1,'name':'m','recipients':[],'lastUpdated':99999999999999999999}",
                "{'version':1,'name':'m','recipients':[],'headers':{}}",
                "{'version':1,'name':'m','recipients':[],'headers':[['a@b.test','n']]}",
                "{'version':1,'name':'m','recipients':[],'headers':[['a@b.test','n:','v']]}",
                "{'version':1,'name':'m','recipients':[],'attributes':[]}",
                "{'version':1,'name':'m','recipients':[],'attributes':{'':{'serializer':'IntSerializer','value':1}}}",
                "{'version':1,'name':'m','recipients':[],'unknown':1}",
                "{'version':1,'name':'m','name':'n','recipients':[]}",
                "{'version':1,'name':'m','recipients':[]} {}",
                "{'version':1,'name':'m','recipients':[]"
            })
    void isUnreadable(String json) {
        assertThrows(UnreadableEnvelope.class, () -> codec.decode(bytes(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "'bare'",
                "{}",
                "{'serializer':'StringSerializer'}",
                "{'serializer':'StringSerializer','value':1}",
                "{'serializer':'StringSerializer','value':'a','more':1}",
                "{'serializer':7,'value':'a'}",
                "{'serializer':'NoSerializer','value':'a'}",
                "{'serializer':'FSTSerializer','value':'rO0ABXVyABNb'}",
                "{'serializer':'java.util.Date','value':'a'}",
                "{'serializer':'BooleanSerializer','value':'true'}",
                "{'serializer':'IntSerializer','value':2147483648}",
                "{'serializer':'IntSerializer','value':1.5}",
                "{'serializer':'LongSerializer','value':9223372036854775808}",
                "{'serializer':'FloatSerializer','value':'x'}",
                "{'serializer':'DoubleSerializer','value':1.5}",
                "{'serializer':'DateSerializer','value':'yesterday'}",
                "{'serializer':'BytesSerializer','value':'***'}",
                "{'serializer':'UrlSerializer','value':'no url'}",
                "{'serializer':'CollectionSerializer','value':{}}",
                "{'serializer':'CollectionSerializer','value':[null]}",
                "{'serializer':'MapSerializer','value':[]}",
                "{'serializer':'OptionalSerializer','value':7}"
            })
    void anAttributeThatIsNoneMakesItUnreadable(String value) {
        assertThrows(UnreadableEnvelope.class, () -> codec.decode(withAttribute(value)));
    }

    @Test
    void aNewerVersionIsSaidToBeOne() {
        assertThatThrownBy(() -> codec.decode(bytes("{'version':2,'new':'form'}")))
                .isInstanceOf(UnreadableEnvelope.class)
                .hasMessageContaining("version 2");
    }

    /** Looks harmless, and is made by whoever names it, if names are obeyed. */
    public static final class Trap implements ArbitrarySerializable.Deserializer<Trap> {
        static final AtomicBoolean SPRUNG = new AtomicBoolean();

        public Trap() {
            SPRUNG.set(true);
        }

        @Override
        public Optional<Trap> deserialize(ArbitrarySerializable.Serializable<Trap> serializable) {
            return Optional.of(this);
        }
    }

    @Test
    void aClassThatTheBytesNameIsNeverMade() {
        String trap = "{'serializer':'ArbitrarySerializableSerializer','value':{'deserializer':'" + Trap.class.getName()
                + "','value':{'serializer':'StringSerializer','value':'x'}}}";
        assertThrows(UnreadableEnvelope.class, () -> codec.decode(withAttribute(trap)));
        assertThat(Trap.SPRUNG).isFalse();
    }

    @Test
    void javasOwnSerializationIsNoEnvelope() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(Date.from(Instant.EPOCH));
        }
        assertThrows(UnreadableEnvelope.class, () -> codec.decode(bytes.toByteArray()));
    }

    @Test
    void aMillionBracketsEndInAnErrorAndNotTheStack() {
        assertThrows(UnreadableEnvelope.class, () -> codec.decode(withAttribute("[".repeat(1_000_000))));
    }

    @Test
    void everyEnvelopeCutShortIsUnreadable() throws Exception {
        byte[] whole = sample();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(UnreadableEnvelope.class, () -> codec.decode(part), () -> "cut at " + part.length);
        }
    }

    @Test
    void damagedBytesAreReadOrUnreadableAndNothingElse() throws Exception {
        byte[] whole = sample();
        Random random = new Random(3);
        int unreadable = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                codec.decode(damaged); // any other error ends the test
            } catch (UnreadableEnvelope e) {
                unreadable++;
            }
        }
        assertThat(unreadable).isPositive();
    }

    private byte[] sample() throws Exception {
        return codec.encode(Envelopes.mail()
                .sender("anna@contoso.test")
                .errorMessage("why")
                .addAttribute(Attribute.convertToAttribute("text", "value"))
                .addAttribute(Attribute.convertToAttribute("list", List.of(AttributeValue.of(1.5f))))
                .build());
    }

    private static byte[] withAttribute(String value) {
        return bytes(VALID.replace("[]}", "[],'attributes':{'a':" + value + "}}"));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
