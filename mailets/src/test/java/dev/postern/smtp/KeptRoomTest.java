package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.intake.Intake;
import dev.postern.partner.PartnerFixture;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A part of the room is for partners and own servers, and claims do not open it. */
class KeptRoomTest {
    private static final String NO_ROOM = "452 4.3.1";

    private final Set<Intake.Client> clients = EnumSet.allOf(Intake.Client.class);
    private final Set<Intake.Recipients> recipients = EnumSet.allOf(Intake.Recipients.class);

    private Conversation conversation() {
        var conversation = Conversation.with(PartnerFixture.contoso());
        conversation.intake = new Intake() {
            @Override
            public boolean hasRoomFor(long bytes) {
                return true;
            }

            @Override
            public boolean hasRoomFrom(Client client) {
                return clients.contains(client);
            }

            @Override
            public boolean hasRoomTo(Recipients to) {
                return recipients.contains(to);
            }
        };
        return conversation;
    }

    @Test
    void whatIsFullForStrangersIsOpenForPartnersAndOwnServers() {
        clients.remove(Intake.Client.STRANGER);

        assertThat(conversation().greeted().say("MAIL FROM:<eve@evil.test>")).startsWith(NO_ROOM);
        assertThat(conversation().over(NegotiatedSession.tls13()).greeted().say("MAIL FROM:<bob@contoso.test>"))
                .startsWith("250");
        assertThat(conversation().asRelayClient().greeted().say("MAIL FROM:<alice@example.org>"))
                .startsWith("250");
    }

    @Test
    void aStrangerWhoClaimsToBeAPartnerIsAStranger() {
        clients.remove(Intake.Client.STRANGER);

        assertThat(conversation().greeted().say("MAIL FROM:<bob@contoso.test>")).startsWith(NO_ROOM);
    }

    @Test
    void mailOfOwnServersIsJudgedByItsRecipients() {
        recipients.remove(Intake.Recipients.EVERYONE_ELSE);
        var conversation = conversation().asRelayClient().greeted();
        conversation.say("MAIL FROM:<alice@example.org>");

        assertThat(conversation.say("RCPT TO:<a@stranger.test>")).startsWith(NO_ROOM);
        assertThat(conversation.say("RCPT TO:<bob@contoso.test>")).startsWith("250");
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("250");
        recipients.remove(Intake.Recipients.PARTNERS);
        assertThat(conversation.say("RCPT TO:<carol@contoso.test>")).startsWith(NO_ROOM);
    }
}
