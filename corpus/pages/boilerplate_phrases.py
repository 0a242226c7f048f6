"""The set phrases of web pages, by what they are; compared as words in lower case, nothing else."""

from __future__ import annotations

from .words import fold

__all__ = [
    "COMMENTS",
    "END_MARK",
    "FORM",
    "NOTES",
    "PHRASES",
    "RELATED",
    "SECTION",
    "SECTIONS",
]

RELATED = "a list of other pages"
"""The reason of a heading below which titles of other articles stand."""
SECTION = "the name of a section"
"""The reason of a line that is a sub-heading where it stands between two paragraphs of a story."""
FORM = "a form for comments"
COMMENTS = "a heading of comments"
END_MARK = "an end mark"
NOTES = "notes to editors"
"""The reason of a heading below which a press release tells what is for newsrooms only."""

_BY_REASON = {
    RELATED: """
        related / related articles / related article / related stories / related story
        related news
        related content / related posts / related topics / related links / related coverage
        related reading
        related items / related videos / read more / read also / also read / see also
        more on this
        more on this story / more on this topic / more stories / more news / more from
        more headlines
        more from this section / more from this author / more from the web / more in world
        more to read
        more top stories / most read / most popular / most viewed / most shared / most commented
        most recent
        most watched / popular / popular now / popular stories / popular posts / trending
        trending now
        trending stories / top stories / top news / latest / latest news / latest stories
        latest headlines
        latest posts / latest articles / recent posts / recent articles / recent news
        recent comments
        recommended / recommended for you / recommended stories / recommended articles
        recommended reading
        editor picks / editors picks / editor s picks / editors pick / editor s choice
        editor s pick / our picks
        you may also like / you might also like / you may also be interested in
        you might be interested in / you might also be interested in
        you may be interested in / don t miss / in case you missed it / what to read next
        read next / up next
        next up / must read / must reads / in other news / elsewhere / around the web
        from the web
        from around the web / promoted stories / sponsored content / sponsored stories
        paid content
        top downloads / top downloads in last 24 hours / top downloads in the last 24 hours
        top videos
        latest videos / more videos / featured / featured stories / featured articles / other news
        other stories
        similar articles / similar stories / similar posts / further reading / in pictures
        in this section / table of contents / contents / in this report
        keep reading / the latest / headlines / top headlines / breaking news / more like this
        suggested
        more by this author / more by the author / more reading / in the headlines
        suggested articles / explore more / stories you may like / also in the news / also on
        news in pictures
        اقرأ أيضا / إقرأ أيضا / اقرأ ايضا / اقرأ أيضاً / مواضيع ذات صلة / موضوعات ذات صلة
        أخبار ذات صلة
        اخبار ذات صلة / ذات صلة / مقالات ذات صلة / الأكثر قراءة / الاكثر قراءة / آخر الأخبار
        اخر الاخبار
        المزيد / المزيد من الأخبار / شاهد أيضا / شاهد أيضاً / قد يعجبك أيضا / قد يهمك أيضا
        قد يهمك / مواضيع مشابهة
        الأكثر مشاهدة / أهم الأخبار / تابع أيضا / للمزيد
        lire aussi / à lire aussi / a lire aussi / à lire également / sur le même sujet
        les plus lus
        articles liés / à voir aussi / voir aussi / les plus partagés / dans la même rubrique
        à ne pas manquer
        le plus lu / à la une / dernières nouvelles / articles similaires / pour aller plus loin
        lea también / lee también / le puede interesar / te puede interesar / te recomendamos
        más leídas
        lo más leído / noticias relacionadas / más noticias / artículos relacionados
        más información / ver más
        más sobre este tema / últimas noticias / también te puede interesar
        lesen sie auch / lesen sie mehr / auch interessant / mehr zum thema / meistgelesen
        das könnte sie auch interessieren / das könnte sie interessieren / ähnliche artikel
        weitere artikel / mehr dazu
        mehr aus dem ressort / weitere nachrichten / aktuelle nachrichten / neueste artikel
        читайте также / читайте ещё / читать также / по теме / материалы по теме / самое читаемое
        ещё по теме
        популярное / последние новости / похожие статьи / другие новости / смотрите также
        главное / новости по теме
    """,
    "a button for sharing": """
        share / share this / share this article / share this story / share this post
        share on facebook
        share on twitter / share on whatsapp / share on linkedin / share via email
        share by email / tweet
        tweet this / email / e mail / email this / email this article / email article / print
        print this
        print this article / print article / print page / pin it / like this / like / facebook
        twitter / whatsapp
        linkedin / telegram / reddit / pinterest / google / tumblr / instagram / youtube
        messenger / copy link
        copy link to clipboard / link copied / save / save article / save this article
        save for later / bookmark
        send / send to a friend / share it / share with / share link / shares / follow us / follow
        like us
        x / rss / viber / skype / flipboard / bluesky / threads / font size / text size / listen
        listen to this article / listen to article / gift this article / facebook twitter
        facebook twitter whatsapp
        facebook twitter email / facebook twitter linkedin email / facebook twitter linkedin
        print email
        facebook twitter whatsapp email / click to share on facebook / click to share on twitter
        share tweet
        share this page / share on social media / share save / leave feedback / report an error
        facebook count / twitter share / facebook share / report a typo / more sharing options
        share via facebook / share options
        font size a a / text size a a / text size a a a / copy to clipboard / link copied
        حجم الخط / offrir l article / escuchar esta noticia / escuchar / artikel anhören
        شارك / شارك المقال / شاركها / انشر / مشاركة / طباعة / تويتر / فيسبوك / واتساب / تلغرام
        أرسل / حفظ / غرد
        partager / partager sur facebook / partager sur twitter / partager l article / imprimer
        envoyer par mail
        envoyer par email / partagez / copier le lien / tweeter / écouter l article
        compartir / compartir en facebook / compartir en twitter / imprimir / enviar por correo
        comparte
        compartir esta noticia / copiar enlace / compartir por whatsapp
        teilen / artikel teilen / auf facebook teilen / auf twitter teilen / drucken / twittern
        versenden / merken
        поделиться / поделиться в facebook / распечатать / твитнуть / отправить / вконтакте
        одноклассники / печать
    """,
    FORM: """
        leave a reply / leave a comment / leave your comment / leave a response / post a comment
        post comment
        add a comment / add comment / write a comment / submit comment / comment / reply
        cancel reply / log in to reply
        join the conversation / join the discussion / connecting to s / be the first to comment
        no comments
        no comments yet / 0 comments / comments are closed / comments are off / comments off
        view comments
        show comments / load comments / load more comments / hide comments / google photo
        twitter picture
        facebook photo / name / name required / email required / website / name email website
        your comment / your name
        sign in to comment / log in to comment / notify me of new comments via email
        notify me of new posts via email / forgot your password / forgot password / password
        remember me / keep me signed in / create an account / create account / username
        user name / why do i have to register / continue with google / continue with apple
        continue with facebook / or continue with / sign in with google / sign in with apple
        notify me of new posts by email / notify me of follow up comments by email
        view all comments / newest oldest
        sort by newest / sort by oldest / oldest first / newest first / flag as inappropriate
        report comment
        your email address will not be published / required fields are marked / like reply
        reply like / reply share
        اترك تعليقا / أضف تعليق / أضف تعليقا / اكتب تعليقك / التعليقات مغلقة / لا توجد تعليقات
        إلغاء الرد / علق
        laisser un commentaire / laissez un commentaire / ajouter un commentaire / répondre
        réagir / votre commentaire
        deja un comentario / dejar un comentario / añadir comentario / responder
        escribe un comentario
        kommentar schreiben / kommentar hinterlassen / kommentieren / antworten
        schreiben sie einen kommentar
        оставить комментарий / добавить комментарий / написать комментарий / ответить
        ваш комментарий
    """,
    COMMENTS: """
        comments / comment section / reader comments / readers comments / user comments
        your comments / responses
        discussion / comments below / all comments / top comments / latest comments
        what do you think / vos réactions / réactions / readers respond / reactions
        التعليقات / تعليقات / تعليقات القراء / commentaires / vos commentaires / comentarios
        kommentare
        leserkommentare / комментарии
    """,
    SECTION: """
        news / world / world news / politics / business / sport / sports / culture / opinion
        opinions / technology
        tech / science / health / entertainment / lifestyle / travel / weather / multimedia
        middle east / africa
        asia / europe / americas / us / uk / international / local / national / regional / economy
        security
        features / analysis / reports / press / press releases / events / society / environment
        education
        أخبار / سياسة / اقتصاد / رياضة / ثقافة / منوعات / العالم / تكنولوجيا / صحة / محليات
        عربي ودولي / رأي / آراء
        monde / politique / économie / société / culture / mundo / política / economía / sociedad
        deportes / cultura
        internacional / politik / wirtschaft / kultur / ausland / inland / новости / политика
        экономика / общество
        спорт / культура / в мире / description / transcript / video / photos / pictures / help
        contact
    """,
    "navigation of the site": """
        home / homepage / home page / videos / gallery / podcasts / live / live tv / menu
        video player close / close video player
        main menu
        search / search for / close / open / back / back to top / top / skip to content
        skip to main content
        skip to navigation / jump to content / toggle navigation / site map / sitemap / contact us
        about
        about us / who we are / our team / careers / jobs / advertise / advertise with us / faq
        feedback
        archive / archives / blog / blogs / forum / donate / support us / get involved / next
        previous / prev / next article
        previous article / next post / previous post / next page / previous page / older posts
        newer posts
        older / newer / continue / view all / see all / see more / show more / show less
        load more / more / all
        read full article / full story / read the full story / continue reading / view more
        read more here
        click here / tags / tag / categories / category / topics / filed under / share your story
        language
        languages / english / arabic / français / العربية / عربي / español / deutsch / русский
        edition / sections
        key events / show key events only / show key events / attachments / attachment
        about the archive / mobile version / print version / click to expand image
        enlarge image / version for the visually impaired / expand / hide / e paper / epaper
        reuse this content / réutiliser ce contenu / contribuer / aller au contenu principal
        je m abonne / mon compte / rechercher
        restrictions / download / downloads / play / pause / watch / watch now / watch live
        you are here / go to / quick links / useful links / links / site index / login / log in
        sign in / log out
        sign out / register / sign up / my account / profile / settings / subscribe
        subscribe now / subscribe today
        loading / please wait / loading comments / untitled / uncategorized / embed / thank you
        thanks for reading
        welcome / skip ad / skip advertisement / page not found / 404 / not found / error 404
        404 not found
        الرئيسية / الصفحة الرئيسية / اتصل بنا / من نحن / بحث / القائمة / تسجيل الدخول / فيديو
        صور / أقسام
        accueil / recherche / connexion / contactez nous
        qui sommes nous / retour en haut / plan du site / vidéos / s abonner / je m abonne
        se connecter / lire la suite
        inicio / buscar / contacto / quiénes somos
        iniciar sesión / suscríbete / volver arriba / leer más / seguir leyendo / portada
        startseite / suche / kontakt / anmelden / abonnieren / nach oben
        impressum / weiterlesen / mehr lesen / mehr anzeigen / zur startseite / datenschutz
        главная / поиск / контакты / войти / наверх
        о нас / подписаться / читать далее / подробнее / меню / регистрация
    """,
    "an advertisement": """
        advertisement / advertisements / advertising / ad / ads / sponsored / sponsored by
        promoted / promotion
        story continues below advertisement / story continues below
        article continues below advertisement
        article continues after advertisement / continue reading below / continues after ad
        ad feedback
        advertisement continue reading / scroll to continue with content / ads by google
        paid post / partner content
        skip this ad / why this ad / remove ads / ad blocker detected / adblock detected
        ad block detected
        إعلان / اعلان / إعلانات / publicité / la suite après la publicité / publicidad / anuncio
        anzeige / werbung
        реклама / на правах рекламы / anuncios
    """,
    "an offer to subscribe": """
        newsletter / newsletters / our newsletter / sign up for our newsletter
        subscribe to our newsletter / get our newsletter
        sign up for newsletters / get the newsletter / join our newsletter
        get our free newsletter / daily newsletter
        subscribe to continue reading / already a subscriber / already a subscriber sign in
        already a member
        your email / your email address / email address / enter your email
        enter your email address / subscribers only
        for subscribers / this article is for subscribers only / subscribe to read
        start your free trial / free trial / join our community / get it / get the app
        support independent journalism / donate now / take action
        النشرة البريدية / اشترك / اشترك الآن / اشترك في النشرة البريدية / القائمة البريدية
        inscrivez vous à la newsletter / abonnez vous / déjà abonné / réservé aux abonnés
        article réservé aux abonnés
        suscríbete a la newsletter / suscríbete a nuestro boletín / suscríbase / boletín
        newsletter abonnieren / jetzt abonnieren / newsletter bestellen / подписка
        подпишитесь на рассылку / рассылка
    """,
    "a notice about cookies or data": """
        cookies / cookie policy / cookie settings / cookie preferences / cookie notice / accept
        accept all / accept cookies
        accept all cookies / reject all / decline / got it / i agree / i accept / agree
        manage cookies / manage preferences
        manage settings / manage options / open settings / privacy settings / privacy
        privacy policy / privacy notice
        terms / terms of use / terms of service / terms and conditions / terms conditions
        terms privacy / legal
        legal notice / disclaimer / copyright / do not sell my personal information
        do not sell my info / accessibility
        your privacy / your privacy choices / we value your privacy / privacy policy terms of use
        only necessary cookies / cgv / charte du groupe
        سياسة الخصوصية / شروط الاستخدام / أوافق / موافق / ملفات تعريف الارتباط / حقوق النشر
        tout accepter / tout refuser / accepter / refuser / mentions légales
        politique de confidentialité / gérer les cookies
        aceptar / aceptar todo / rechazar / aviso legal / política de privacidad
        política de cookies / configurar cookies
        alle akzeptieren / akzeptieren / ablehnen / datenschutzerklärung / cookie einstellungen
        nutzungsbedingungen / agb
        принять / согласен / политика конфиденциальности / пользовательское соглашение
        принять все
    """,
    NOTES: """
        notes to editors / note to editors / notes to the editor / notes to editor
        notes for editors / note for editors
    """,
    END_MARK: """
        ends / end / enditem / endit / more to follow / more follows / 30 / end of story
        end of article
        end of text / ende / fin / конец / انتهى / النهاية / end of summary
    """,
}

PHRASES = {
    fold(phrase): reason
    for reason, phrases in _BY_REASON.items()
    for line in phrases.strip().splitlines()
    for phrase in line.split("/")
    if fold(phrase)
}
"""A line's words in lower case -> why it is dropped."""

SECTIONS = frozenset(
    fold(
        _BY_REASON[SECTION].replace("/", " ")
        + """
        home columnists editorials letters magazines magazine finance mail food arts music books
        film tv radio podcasts breakingviews markets money sounds iplayer climate environment
        war obituaries classifieds countries disasters organizations topics jobs training database
        methodology donate about archive contact subscribe log login contribute features updates
        menu more interviews video photo tech top search settings account
        consular treaties ministry accueil inicio portada régions economía à une la
        """
    ).split()
)
"""Words that the entries of a site's menu are made of."""
