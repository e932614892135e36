package dev.postern.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inbound.InboundCheck;
import dev.postern.inbound.KnownSenders;
import dev.postern.partner.PartnerFixture;
import dev.postern.smtp.Conversation;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages under way have room on the disk until they are accepted or gone. */
class StorageReservationTest {
    private static final String NO_ROOM = "452 4.3.1";

    private final Conversation conversation =
            Conversation.with(PartnerFixture.contoso()).greeted();
    private final Disk disk = new Disk();

    StorageReservationTest() {
        conversation.intake = disk;
    }

    /** Of 10,000 bytes strangers may have 8,000. */
    private static final class Disk implements Intake {
        private long reserved;

        @Override
        public boolean hasRoomFor(long bytes) {
            return true;
        }

        @Override
        public boolean reserve(Client client, long bytes) {
            boolean fits = reserved + bytes <= (client == Client.STRANGER ? 8000 : 10_000);
            reserved += fits ? bytes : 0;
            return fits;
        }

        @Override
        public void release(long bytes) {
            reserved -= bytes;
        }
    }

    @Test
    void anAnnouncedSizeIsReservedAndAStrangersIsJudgedByTheStrangersPart() {
        assertThat(conversation.say("MAIL FROM:<eve@evil.test> SIZE=8001")).startsWith(NO_ROOM);
        assertThat(disk.reserved).isZero();
        assertThat(conversation.say("MAIL FROM:<eve@evil.test> SIZE=8000")).startsWith("250");
        assertThat(disk.reserved).isEqualTo(8000);
    }

    @Test
    void anOwnServerHasAllOfIt() {
        conversation.asRelayClient();
        assertThat(conversation.say("MAIL FROM:<alice@example.org> SIZE=10000")).startsWith("250");
    }

    @Test
    void whatArrivesWithoutAnAnnouncementCounts() {
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.say("DATA");
        conversation.say("Subject: x");
        conversation.say("");
        assertThat(disk.reserved).isEqualTo(14);
        for (int line = 0; line < 10; line++) {
            conversation.say("x".repeat(900));
        }
        assertThat(disk.reserved).as("the message is given up").isZero();
        assertThat(conversation.say(".")).startsWith(NO_ROOM);
        assertThat(conversation.queued()).isEmpty();
        assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                .startsWith("250");
        assertThat(disk.reserved).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO client.test", "HELO client.test"})
    void whatEndsATransactionGivesItBack(String command) {
        conversation.say("MAIL FROM:<eve@evil.test> SIZE=8000");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.say(command);
        assertThat(disk.reserved).isZero();
    }

    @Test
    void anAcceptedMessageGivesItBack() {
        conversation.say("MAIL FROM:<eve@evil.test> SIZE=8000");
        assertThat(conversation.deliver("Subject: x", "", "hello")).startsWith("250");
        assertThat(disk.reserved).isZero();
    }

    @Test
    void soDoesAConnectionThatIsCut() {
        conversation.say("MAIL FROM:<eve@evil.test> SIZE=8000");
        new StorageReservation(disk, new KnownSenders(PartnerFixture.partners(), new InboundCheck(Clock.systemUTC())))
                .onDisconnect(conversation.session);
        assertThat(disk.reserved).isZero();
    }

    @Test
    void aSizeOfARejectedMailCountsNowhere() {
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test> SIZE=8000")).startsWith("530");
        assertThat(disk.reserved).isZero();
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(disk.reserved).isZero();
    }
}
