"""The words that decisions are told in, in the languages we speak."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "reports_warned": "Nothing was found in several of your reports. Please report only what"
        " is against the law or our terms: otherwise your reports in the app"
        " will count for nothing for a time.",
        "files_withheld": "“{title}” can be read by anybody now. Messages of yours there"
        " show files that a decision keeps from being shown in public: others see a"
        " notice in their place, as long as that is so. To object: {url}",
        "reports_unheard": "Nothing was found in more of your reports. For 30 days your reports"
        " in the app count for nothing.",
        "follow": "What becomes of it, and how to complain: {url}",
        "appeal_upheld": "We have looked at your complaint again: the decision stands. Why:"
        " {reasons}",
        "appeal_reversed": "We have looked at your complaint again, and somebody decides anew."
        " Why: {reasons}",
        "acted": "We looked into your report {receipt} and acted on it. Thank you.",
        "left": "We looked into your report {receipt} and found nothing against the law or our"
        " terms. Thank you.",
        "decided": "We have made a decision that concerns you.",
        "reversed": "We have taken back a decision that concerned you.",
        "reversed_why": "Why: {reasons}",
        "reversed_waits": "Not all that it did is undone yet: we try again, and write to you once"
        " it is.",
        "warn": "This is a warning. Further violations may lead to your account being suspended.",
        "flag_fake": "A warning that it is fake now stands beside the name.",
        "flag_scam": "A warning of a scam now stands beside the name.",
        "label": "A label now stands beside it.",
        "age_gate": "It is now shown only after a warning.",
        "demote": "It is no longer found by searching; who has its address still sees it.",
        "geo_block": "It is no longer shown in: {countries}.",
        "hide": "It is hidden from everybody but you.",
        "remove": "A message of yours was removed.",
        "remove_media": "The media of a message of yours was removed; the text stays.",
        "remove_photo": "A photo was removed.",
        "remove_username": "The username was removed.",
        "remove_about": "The description was removed.",
        "remove_title": "The name was removed.",
        "slow": "You can write one message every {every} seconds in channels and supergroups.",
        "slow_channel": "One message can be posted in your channel or group every {every} seconds.",
        "read_only": "You cannot write in channels and supergroups, nor make any.",
        "read_only_channel": "Nobody can post in your channel or group.",
        "freeze": "Your account is frozen: you can read, but not write.",
        "terminate": "Your account is closed.",
        "terminate_channel": "Your channel or group is closed.",
        "until": "Until: {date}",
        "blocks_files": "Its files cannot be shown in public again.",
        "provisional": "This is provisional: somebody who says that they are shown asked for it."
        " A person looks at it, and what was hidden comes back on that day unless they decide"
        " otherwise.",
        "provisional_clause": "intimate images of people without their consent",
        "provisional_facts": "Somebody asked for it who says that the post shows an intimate"
        " image of them, real or made by AI, without their consent. Nobody has looked at it yet.",
        "law": "Ground: illegal content, {clause}",
        "terms": "Ground: our terms, {clause}",
        "heading": "Heading: {title}",
        "facts": "What we found: {facts}",
        "by_person": "A person decided this.",
        "by_program": "A program took part in this decision.",
        "by_program_alone": "A program decided this by itself; a person decides next.",
        "appeal": "You can complain free of charge until {date};"
        " another person will decide. You can"
        " also turn to an out-of-court dispute settlement body or to a court.",
        "page": "The whole statement, and the complaint: {url}",
        "number": "Number: {puid}",
        "button": "Statement and complaint",
    },
    "de": {
        "reports_warned": "An mehreren deiner Meldungen war nichts. Bitte melde nur, was gegen"
        " das Gesetz oder unsere Nutzungsbedingungen verstößt: Sonst zählen"
        " deine Meldungen in der App eine Zeit lang nicht.",
        "files_withheld": "„{title}“ können jetzt alle lesen. Nachrichten von dir darin zeigen"
        " Dateien, die nach einer Entscheidung öffentlich nicht gezeigt werden: Andere"
        " sehen so lange einen Hinweis an ihrer Stelle. Dagegen vorgehen: {url}",
        "reports_unheard": "An weiteren deiner Meldungen war nichts. Deine Meldungen in der App"
        " zählen 30 Tage lang nicht.",
        "follow": "Was daraus wird, und die Beschwerde: {url}",
        "appeal_upheld": "Wir haben deine Beschwerde geprüft: Die Entscheidung bleibt. Warum:"
        " {reasons}",
        "appeal_reversed": "Wir haben deine Beschwerde geprüft, und es wird neu entschieden."
        " Warum: {reasons}",
        "acted": "Wir haben deine Meldung {receipt} geprüft und sind tätig geworden. Danke.",
        "left": "Wir haben deine Meldung {receipt} geprüft und keinen Verstoß gegen das Gesetz oder"
        " unsere Nutzungsbedingungen gefunden. Danke.",
        "decided": "Wir haben eine Entscheidung getroffen, die dich betrifft.",
        "reversed": "Wir haben eine Entscheidung zurückgenommen, die dich betraf.",
        "reversed_why": "Warum: {reasons}",
        "reversed_waits": "Noch ist nicht alles rückgängig gemacht: Wir versuchen es weiter und"
        " schreiben dir, sobald es so weit ist.",
        "warn": "Dies ist eine Verwarnung. Bei weiteren Verstößen kann dein Konto gesperrt werden.",
        "flag_fake": "Neben dem Namen steht jetzt der Hinweis, dass er nicht echt ist.",
        "flag_scam": "Neben dem Namen steht jetzt ein Hinweis auf Betrug.",
        "label": "Daneben steht jetzt ein Hinweis.",
        "age_gate": "Es wird jetzt erst nach einer Warnung gezeigt.",
        "demote": "Es wird bei der Suche nicht mehr gefunden; wer die Adresse hat, sieht"
        " es weiter.",
        "geo_block": "Es wird nicht mehr gezeigt in: {countries}.",
        "hide": "Es ist für alle außer dir verborgen.",
        "remove": "Eine deiner Nachrichten wurde entfernt.",
        "remove_media": "Die Medien einer deiner Nachrichten wurden entfernt; der Text bleibt.",
        "remove_photo": "Ein Foto wurde entfernt.",
        "remove_username": "Der Benutzername wurde entfernt.",
        "remove_about": "Die Beschreibung wurde entfernt.",
        "remove_title": "Der Name wurde entfernt.",
        "slow": "In Kanälen und Supergruppen kannst du alle {every} Sekunden eine Nachricht"
        " schreiben.",
        "slow_channel": "In deinem Kanal oder deiner Gruppe ist alle {every} Sekunden eine"
        " Nachricht möglich.",
        "read_only": "Du kannst in Kanälen und Supergruppen nicht schreiben und keine anlegen.",
        "read_only_channel": "In deinem Kanal oder deiner Gruppe kann niemand schreiben.",
        "freeze": "Dein Konto ist eingefroren: Du kannst lesen, aber nicht schreiben.",
        "terminate": "Dein Konto ist geschlossen.",
        "terminate_channel": "Dein Kanal oder deine Gruppe ist geschlossen.",
        "until": "Bis: {date}",
        "blocks_files": "Die Dateien darin können nicht wieder öffentlich gezeigt werden.",
        "provisional": "Das ist vorläufig: Jemand, der nach eigenen Angaben zu sehen ist, hat"
        " darum gebeten. Ein Mensch sieht es sich an, und was verborgen ist, erscheint an diesem"
        " Tag wieder, wenn er nicht anders entscheidet.",
        "provisional_clause": "intime Bilder von Menschen ohne deren Einwilligung",
        "provisional_facts": "Jemand hat darum gebeten, der nach eigenen Angaben in dem Beitrag"
        " ohne Einwilligung auf einem intimen Bild zu sehen ist, echt oder von KI erzeugt."
        " Angesehen hat es sich noch niemand.",
        "law": "Grund: rechtswidriger Inhalt, {clause}",
        "terms": "Grund: unsere Nutzungsbedingungen, {clause}",
        "heading": "Einordnung: {title}",
        "facts": "Was wir festgestellt haben: {facts}",
        "by_person": "Das hat ein Mensch entschieden.",
        "by_program": "An dieser Entscheidung war ein Programm beteiligt.",
        "by_program_alone": "Das hat ein Programm allein entschieden; als Nächstes entscheidet"
        " ein Mensch.",
        "appeal": "Du kannst dich bis {date} kostenlos beschweren;"
        " dann entscheidet jemand anderes. Du"
        " kannst dich auch an eine außergerichtliche Streitbeilegungsstelle"
        " oder ein Gericht wenden.",
        "page": "Die ganze Begründung und die Beschwerde: {url}",
        "number": "Nummer: {puid}",
        "button": "Begründung und Beschwerde",
    },
    "fr": {
        "reports_warned": "Plusieurs de vos signalements étaient sans objet. Ne signalez que ce"
        " qui est contraire à la loi ou à nos conditions : sinon vos"
        " signalements dans l’application ne compteront plus pendant un temps.",
        "files_withheld": "« {title} » peut maintenant être lu par tous. Des messages de vous"
        " y montrent des fichiers qu’une décision empêche de montrer en public : les"
        " autres voient un avis à leur place tant que c’est le cas. Contester : {url}",
        "reports_unheard": "D’autres de vos signalements étaient sans objet. Pendant 30 jours,"
        " vos signalements dans l’application ne comptent pas.",
        "follow": "Le suivi et la réclamation : {url}",
        "appeal_upheld": "Nous avons examiné votre réclamation : la décision est maintenue."
        " Pourquoi : {reasons}",
        "appeal_reversed": "Nous avons examiné votre réclamation, et il sera décidé à nouveau."
        " Pourquoi : {reasons}",
        "acted": "Nous avons examiné votre signalement {receipt} et pris des mesures. Merci.",
        "left": "Nous avons examiné votre signalement {receipt} et n’avons rien trouvé de contraire"
        " à la loi ou à nos conditions d’utilisation. Merci.",
        "decided": "Nous avons pris une décision qui vous concerne.",
        "reversed": "Nous avons annulé une décision qui vous concernait.",
        "reversed_why": "Pourquoi : {reasons}",
        "reversed_waits": "Tout n’est pas encore annulé : nous réessayons et vous écrirons dès que"
        " ce sera fait.",
        "warn": "Ceci est un avertissement. D’autres infractions"
        " peuvent faire suspendre votre compte.",
        "flag_fake": "Un avertissement de faux compte figure maintenant à côté du nom.",
        "flag_scam": "Un avertissement d’escroquerie figure maintenant à côté du nom.",
        "label": "Une mention figure maintenant à côté.",
        "age_gate": "Le contenu n’est plus montré qu’après un avertissement.",
        "demote": "Le contenu n’apparaît plus dans les recherches ; qui en a l’adresse"
        " le voit toujours.",
        "geo_block": "Le contenu n’est plus montré dans : {countries}.",
        "hide": "Le contenu est masqué pour tout le monde sauf vous.",
        "remove": "Un de vos messages a été retiré.",
        "remove_media": "Le média d’un de vos messages a été retiré ; le texte reste.",
        "remove_photo": "Une photo a été retirée.",
        "remove_username": "Le nom d’utilisateur a été retiré.",
        "remove_about": "La description a été retirée.",
        "remove_title": "Le nom a été retiré.",
        "slow": "Vous pouvez écrire un message toutes les {every} secondes dans les canaux et"
        " supergroupes.",
        "slow_channel": "Un message toutes les {every} secondes peut être publié dans votre canal"
        " ou groupe.",
        "read_only": "Vous ne pouvez ni écrire dans les canaux et supergroupes, ni en créer.",
        "read_only_channel": "Personne ne peut publier dans votre canal ou groupe.",
        "freeze": "Votre compte est gelé : vous pouvez lire, mais pas écrire.",
        "terminate": "Votre compte est fermé.",
        "terminate_channel": "Votre canal ou groupe est fermé.",
        "until": "Jusqu’au : {date}",
        "blocks_files": "Ses fichiers ne peuvent plus être montrés en public.",
        "provisional": "Ceci est provisoire : une personne qui dit y être montrée l’a demandé."
        " Quelqu’un va l’examiner, et ce qui est masqué réapparaîtra ce jour-là sauf décision"
        " contraire.",
        "provisional_clause": "images intimes de personnes sans leur consentement",
        "provisional_facts": "Une personne l’a demandé, qui dit que la publication montre sans"
        " son consentement une image intime d’elle, réelle ou créée par une IA. Personne ne l’a"
        " encore examinée.",
        "law": "Motif : contenu illicite, {clause}",
        "terms": "Motif : nos conditions d’utilisation, {clause}",
        "heading": "Catégorie : {title}",
        "facts": "Ce que nous avons constaté : {facts}",
        "by_person": "Une personne a pris cette décision.",
        "by_program": "Un programme a participé à cette décision.",
        "by_program_alone": "Un programme a décidé seul ; une personne décidera ensuite.",
        "appeal": "Vous pouvez faire une réclamation gratuite"
        " jusqu’au {date} ; une autre personne en"
        " décidera. Vous pouvez aussi saisir un organe"
        " de règlement extrajudiciaire ou un tribunal.",
        "page": "L’exposé complet des motifs et la réclamation : {url}",
        "number": "Numéro : {puid}",
        "button": "Motifs et réclamation",
    },
    "ko": {
        "reports_warned": "회원님의 여러 신고에서 문제를 찾지 못했습니다."
        " 법이나 이용 약관에 어긋나는 것만 신고해 주세요."
        " 그렇지 않으면 앱에서 보낸 신고가 한동안 반영되지 않습니다.",
        "files_withheld": "이제 누구나 “{title}”을(를) 읽을 수 있습니다."
        " 회원님의 메시지에 결정에 따라 공개할 수 없는 파일이 있습니다."
        " 그동안 다른 사람에게는 안내문이 대신 표시됩니다. 이의 제기: {url}",
        "reports_unheard": "회원님의 다른 신고에서도 문제를 찾지 못했습니다."
        " 앱에서 보낸 신고가 30일 동안 반영되지 않습니다.",
        "follow": "처리 상황과 이의 제기: {url}",
        "appeal_upheld": "이의를 검토했으며 결정을 유지합니다. 이유: {reasons}",
        "appeal_reversed": "이의를 검토했으며 다시 결정합니다. 이유: {reasons}",
        "acted": "신고 {receipt}을(를) 검토하고 조치했습니다. 감사합니다.",
        "left": "신고 {receipt}을(를) 검토했으나 법이나 이용 약관에 어긋나는 점을 찾지 못했습니다."
        " 감사합니다.",
        "decided": "회원님과 관련된 결정을 내렸습니다.",
        "reversed": "회원님과 관련된 결정을 취소했습니다.",
        "reversed_why": "이유: {reasons}",
        "reversed_waits": "아직 모두 되돌리지 못했습니다. 계속 시도하고 완료되면 알려 드립니다.",
        "warn": "경고입니다. 위반이 계속되면 계정이 정지될 수 있습니다.",
        "flag_fake": "이제 이름 옆에 사칭 경고가 표시됩니다.",
        "flag_scam": "이제 이름 옆에 사기 경고가 표시됩니다.",
        "label": "이제 옆에 안내 문구가 표시됩니다.",
        "age_gate": "이제 경고를 거친 뒤에만 표시됩니다.",
        "demote": "더 이상 검색되지 않습니다. 주소를 아는 사람은 계속 볼 수 있습니다.",
        "geo_block": "다음 국가에서 더 이상 표시되지 않습니다: {countries}.",
        "hide": "회원님 외에는 아무에게도 보이지 않습니다.",
        "remove": "회원님의 메시지가 삭제되었습니다.",
        "remove_media": "회원님 메시지의 미디어가 삭제되었습니다. 글은 남아 있습니다.",
        "remove_photo": "사진이 삭제되었습니다.",
        "remove_username": "사용자 이름이 삭제되었습니다.",
        "remove_about": "소개가 삭제되었습니다.",
        "remove_title": "이름이 삭제되었습니다.",
        "slow": "채널과 슈퍼그룹에서 {every}초에 한 번 메시지를 쓸 수 있습니다.",
        "slow_channel": "회원님의 채널이나 그룹에는 {every}초에 한 번 메시지를 올릴 수 있습니다.",
        "read_only": "채널과 슈퍼그룹에 쓰거나 새로 만들 수 없습니다.",
        "read_only_channel": "회원님의 채널이나 그룹에는 아무도 글을 올릴 수 없습니다.",
        "freeze": "계정이 동결되었습니다. 읽을 수는 있지만 쓸 수는 없습니다.",
        "terminate": "계정이 폐쇄되었습니다.",
        "terminate_channel": "회원님의 채널이나 그룹이 폐쇄되었습니다.",
        "until": "종료일: {date}",
        "blocks_files": "해당 파일은 다시 공개할 수 없습니다.",
        "provisional": "임시 조치입니다. 자신이 나온다고 밝힌 사람이 요청했습니다. 담당자가"
        " 검토하며, 달리 결정하지 않으면 숨겨진 내용은 그날 다시 표시됩니다.",
        "provisional_clause": "동의 없는 사적인 이미지",
        "provisional_facts": "게시물에 동의 없이 자신의 사적인 이미지(실제이거나 AI로 만든 것)가"
        " 나온다고 밝힌 사람이 요청했습니다. 아직 아무도 검토하지 않았습니다.",
        "law": "근거: 불법 콘텐츠, {clause}",
        "terms": "근거: 이용 약관, {clause}",
        "heading": "분류: {title}",
        "facts": "확인된 사실: {facts}",
        "by_person": "사람이 내린 결정입니다.",
        "by_program": "이 결정에는 프로그램이 관여했습니다.",
        "by_program_alone": "프로그램이 단독으로 내린 결정이며, 다음에는 사람이 결정합니다.",
        "appeal": "{date}까지 무료로 이의를 제기할 수 있으며,"
        " 다른 사람이 판단합니다. 재판 외 분쟁 해결"
        " 기구나 법원을 이용할 수도 있습니다.",
        "page": "결정 이유 전문과 이의 제기: {url}",
        "number": "번호: {puid}",
        "button": "결정 이유와 이의 제기",
    },
    "ru": {
        "reports_warned": "В нескольких ваших жалобах нарушений не найдено. Жалуйтесь только на"
        " то, что нарушает закон или наши условия: иначе ваши жалобы в"
        " приложении некоторое время не будут учитываться.",
        "files_withheld": "«{title}» теперь могут читать все. В ваших сообщениях там есть"
        " файлы, которые решение не допускает показывать публично: пока это так,"
        " другие видят вместо них уведомление. Возразить: {url}",
        "reports_unheard": "И в других ваших жалобах нарушений не найдено. 30 дней ваши жалобы в"
        " приложении не учитываются.",
        "follow": "Что с ней стало и как пожаловаться: {url}",
        "appeal_upheld": "Мы рассмотрели вашу жалобу: решение остаётся в силе. Почему: {reasons}",
        "appeal_reversed": "Мы рассмотрели вашу жалобу, и решение будет принято заново. Почему:"
        " {reasons}",
        "acted": "Мы рассмотрели вашу жалобу {receipt} и приняли меры. Спасибо.",
        "left": "Мы рассмотрели вашу жалобу {receipt} и не нашли нарушений закона или наших"
        " условий. Спасибо.",
        "decided": "Мы приняли решение, которое касается вас.",
        "reversed": "Мы отменили решение, которое касалось вас.",
        "reversed_why": "Почему: {reasons}",
        "reversed_waits": "Ещё не всё отменено: мы пробуем снова и напишем вам, когда это будет"
        " сделано.",
        "warn": "Это предупреждение. При новых нарушениях ваш аккаунт может быть заблокирован.",
        "flag_fake": "Рядом с именем теперь стоит предупреждение о подделке.",
        "flag_scam": "Рядом с именем теперь стоит предупреждение о мошенничестве.",
        "label": "Рядом теперь стоит пометка.",
        "age_gate": "Теперь это показывается только после предупреждения.",
        "demote": "Это больше не находится поиском; у кого есть адрес, тот по-прежнему видит.",
        "geo_block": "Это больше не показывается в странах: {countries}.",
        "hide": "Это скрыто от всех, кроме вас.",
        "remove": "Одно из ваших сообщений удалено.",
        "remove_media": "Медиафайл одного из ваших сообщений удалён; текст остался.",
        "remove_photo": "Фотография удалена.",
        "remove_username": "Имя пользователя удалено.",
        "remove_about": "Описание удалено.",
        "remove_title": "Название удалено.",
        "slow": "В каналах и супергруппах вы можете писать одно сообщение раз в {every} секунд.",
        "slow_channel": "В вашем канале или группе можно публиковать одно сообщение раз в {every}"
        " секунд.",
        "read_only": "Вы не можете писать в каналах и супергруппах и создавать их.",
        "read_only_channel": "В вашем канале или группе никто не может писать.",
        "freeze": "Ваш аккаунт заморожен: вы можете читать, но не писать.",
        "terminate": "Ваш аккаунт закрыт.",
        "terminate_channel": "Ваш канал или группа закрыты.",
        "until": "До: {date}",
        "blocks_files": "Эти файлы нельзя снова показать публично.",
        "provisional": "Это временная мера: о ней попросил человек, который говорит, что показан"
        " там. Сотрудник рассмотрит это, и скрытое снова появится в этот день, если он не решит"
        " иначе.",
        "provisional_clause": "интимные изображения людей без их согласия",
        "provisional_facts": "Об этом попросил человек, который говорит, что публикация без его"
        " согласия показывает его интимное изображение, настоящее или созданное ИИ. Её ещё никто"
        " не рассматривал.",
        "law": "Основание: незаконный контент, {clause}",
        "terms": "Основание: наши условия, {clause}",
        "heading": "Категория: {title}",
        "facts": "Что мы установили: {facts}",
        "by_person": "Решение принял человек.",
        "by_program": "В решении участвовала программа.",
        "by_program_alone": "Это решила программа; следующее решение примет человек.",
        "appeal": "Вы можете бесплатно подать жалобу до {date};"
        " её рассмотрит другой человек. Вы также"
        " можете обратиться в орган внесудебного урегулирования споров или в суд.",
        "page": "Полное обоснование и жалоба: {url}",
        "number": "Номер: {puid}",
        "button": "Обоснование и жалоба",
    },
}
LANGUAGES = tuple(WORDS)


def words_in(language: str) -> Mapping[str, str]:
    """The words of a language, or the English ones."""
    return WORDS.get(language) or WORDS["en"]
